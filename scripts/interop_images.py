#!/usr/bin/env python3
"""Writes images and indexes that builders seldom write, each as a `dir:` of skopeo: foreign layers, zstd, subject,
artifactType, control characters, annotations of descriptors, indexes with their children.

`interop_images.py FOLDER`; prints a line for each, its name and the formats to which it is to be converted.
"""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

DOCKER = "application/vnd.docker."
OCI = "application/vnd.oci.image."
MANIFEST = {"oci": OCI + "manifest.v1+json", "docker": DOCKER + "distribution.manifest.v2+json"}
INDEX = {"oci": OCI + "index.v1+json", "docker": DOCKER + "distribution.manifest.list.v2+json"}
CONFIG = {"oci": OCI + "config.v1+json", "docker": DOCKER + "container.image.v1+json"}
LAYER = {
    "oci": {"tar": "layer.v1.tar", "gzip": "layer.v1.tar+gzip", "zstd": "layer.v1.tar+zstd",
            "foreign": "layer.nondistributable.v1.tar+gzip"},
    "docker": {"tar": "image.rootfs.diff.tar", "gzip": "image.rootfs.diff.tar.gzip",
               "zstd": "image.rootfs.diff.tar.zstd", "foreign": "image.rootfs.foreign.diff.tar.gzip"},
}
PREFIX = {"oci": OCI, "docker": DOCKER}


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(name)
        archive.addfile(entry, io.BytesIO(name.encode()))
    return out.getvalue()


def pressed(data: bytes, how: str) -> bytes:
    if how == "zstd":
        return subprocess.run(["zstd", "-q", "-c"], input=data, capture_output=True, check=True).stdout
    return data if how == "tar" else gzip.compress(data, mtime=0)


class Folder:
    """A `dir:`."""

    def __init__(self, path: Path):
        self.path = path
        path.mkdir(parents=True)
        (path / "version").write_text("Directory Transport Version: 1.1\n")

    def blob(self, data: bytes) -> str:
        name = digest(data)
        (self.path / name.removeprefix("sha256:")).write_bytes(data)
        return name

    def image(self, family: str, layers: list[str], config: dict, manifest: dict, of_layers: dict) -> bytes:
        """The manifest of an image with such layers; config, manifest and layers with further members."""
        diff_ids, descriptors = [], []
        for at, how in enumerate(layers):
            plain = tar(f"{at}-{how}")
            blob = pressed(plain, how)
            diff_ids.append(digest(plain))
            descriptor = {"mediaType": PREFIX[family] + LAYER[family][how], "size": len(blob), "digest": self.blob(blob)}
            if how == "foreign":
                descriptor["urls"] = ["https://example.org/a?b=1&c=<2>"]
            descriptors.append(descriptor | of_layers)
        step = {"created": "2024-02-29T10:11:12.1203Z", "created_by": "COPY <a> /b & c"}
        text = json.dumps({
            "architecture": "amd64", "os": "linux", "created": "2024-02-29T10:11:12.1203Z",
            "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": [step] * len(layers),
        } | config, ensure_ascii=False).encode()
        own = {"mediaType": CONFIG[family], "size": len(text), "digest": self.blob(text)}
        head = {"schemaVersion": 2, "mediaType": MANIFEST[family], "config": own, "layers": descriptors}
        return json.dumps(head | manifest, ensure_ascii=False).encode()

    def write(self, manifest: bytes) -> None:
        (self.path / "manifest.json").write_bytes(manifest)

    def child(self, manifest: bytes) -> tuple[str, int]:
        name = digest(manifest)
        (self.path / (name.removeprefix("sha256:") + ".manifest.json")).write_bytes(manifest)
        return name, len(manifest)


CONTROL = "\b\f\n\t\u0001\u001f\u007f\u2028<>&é\U0001f600"
SUBJECT = {"mediaType": MANIFEST["oci"], "size": 7, "digest": digest(b"subject")}
# Name: family, layers, members of the config, of the manifest, of each layer.
IMAGES = {
    "foreign-docker": ("docker", ["foreign", "gzip"], {}, {}, {}),
    "foreign-oci": ("oci", ["foreign", "gzip"], {}, {}, {}),
    "zstd-oci": ("oci", ["zstd", "gzip"], {}, {}, {}),
    "zstd-docker": ("docker", ["zstd", "gzip"], {}, {}, {}),
    "tar-docker": ("docker", ["tar"], {"variant": "v2", "os.features": ["a"], "os.version": "1"}, {}, {}),
    "subject-oci": ("oci", ["gzip"], {}, {"subject": SUBJECT}, {}),
    "artifact-type-oci": ("oci", ["gzip"], {}, {"artifactType": "application/x.test"}, {}),
    "control-oci": ("oci", ["gzip"], {"author": CONTROL}, {"annotations": {CONTROL: CONTROL}}, {}),
    "control-docker": ("docker", ["gzip"], {"author": CONTROL, "config": {"Labels": {CONTROL: CONTROL}}}, {}, {}),
    "annotated-oci": ("oci", ["gzip"], {}, {}, {"annotations": {"a": "b"}, "x": 1}),
    "healthcheck-docker": ("docker", ["gzip"],
                           {"config": {"Healthcheck": {"Test": ["NONE"]}, "ArgsEscaped": True, "Shell": ["a"]}}, {}, {}),
}
AMD64 = {"architecture": "amd64", "os": "linux"}
ARM = {"architecture": "arm", "os": "linux", "variant": "v7"}
# Name: family, members of the index, platforms of its children (none: the entry has no platform).
INDEXES = {
    "list": ("docker", {}, [AMD64, ARM]),
    "index": ("oci", {}, [AMD64, ARM]),
    "index-annotated": ("oci", {"annotations": {"a": "<b>"}}, [AMD64 | {"os.version": "1", "os.features": ["f"]}]),
    "index-no-platform": ("oci", {}, [None]),
    "list-features": ("docker", {}, [AMD64 | {"features": ["sse4"]}]),
}


def main() -> None:
    root = Path(sys.argv[1])
    for name, (family, *parts) in IMAGES.items():
        folder = Folder(root / name)
        folder.write(folder.image(family, *parts))
        print(name, "v2s2 v2s1" if family == "oci" else "oci v2s1")
    for name, (family, members, platforms) in INDEXES.items():
        folder = Folder(root / name)
        entries = []
        for at, platform in enumerate(platforms):
            config = {key: value for key, value in (platform or AMD64).items() if key != "features"}
            child, size = folder.child(folder.image(family, ["gzip"] * (at + 1), config, {}, {}))
            entry = {"mediaType": MANIFEST[family], "size": size, "digest": child}
            entries.append(entry | ({"platform": platform} if platform else {}))
        head = {"schemaVersion": 2, "mediaType": INDEX[family], "manifests": entries}
        folder.write(json.dumps(head | members, ensure_ascii=False).encode())
        print(name, "v2s2" if family == "oci" else "oci")


if __name__ == "__main__":
    main()
