//! Container digests: parse, compute, verify, stream, layers (blob digest and diffID in one pass), canonical JSON.
