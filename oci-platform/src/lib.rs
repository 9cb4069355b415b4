//! Container platforms: parse, normalise, match and choose as containerd, Docker, podman, crane, regclient or oras do, and why.
