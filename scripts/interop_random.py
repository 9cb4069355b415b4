#!/usr/bin/env python3
"""Writes images and indexes made at random, each as a `dir:` of skopeo: every member that the tools know, and some that they
do not, in any order; now and then a member that stands twice, is spelt in another case, or has a value of another type.

`interop_random.py FOLDER SEED COUNT`; prints a line for each, its name and the format to which it is to be converted.
"""

import hashlib
import json
import random
import sys
from pathlib import Path

from interop_images import CONFIG, INDEX, LAYER, MANIFEST, PREFIX, Folder, digest, pressed, tar

EMPTY = bytes.fromhex("1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000")
WORDS = ["a", "b c", "<&>", "é", "\u2028", "x\ty", "\x7f", "", '"q"', "\\", "linux", "\U0001d504", "\b", "\x01", "\u017f"]
TIMES = [
    "2024-02-29T10:11:12Z", "2024-02-29T10:11:12.120300000Z", "0001-01-01T00:00:00Z", "2024-02-29T10:11:12.5-07:30",
    "1970-01-01T00:00:00.000000001Z", "2024-02-29T10:11:12.000Z", "9999-12-31T23:59:59Z", "2024-02-29T10:11:12+00:00",
]
# In the place of a value.
ODD = [None, 0, "", [], {}, True, 1.0, -1, "x", [None], {"a": None}, 12345678901234567890]
# What decides as what a document is read: skopeo guesses from a folder, and takes another document for another one.
TELLING = {"mediaType", "schemaVersion", "config", "layers", "manifests", "fsLayers", "history", "digest", "size", "rootfs",
           "v1Compatibility", "signatures", "id", "parent", "throwaway", "blobSum"}


class Members(list):
    """An object as its members: a name may stand twice."""


class Maker:
    def __init__(self, seed: int):
        self.random = random.Random(seed)
        plain = [tar(f"file-{at}") for at in range(4)]
        self.layers = [(pressed(data, "gzip"), digest(data)) for data in plain]

    # --- values -------------------------------------------------------------------------------------------------------
    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def word(self):
        return self.random.choice(WORDS)

    def time(self):
        return self.random.choice(TIMES)

    def flag(self):
        return self.chance(0.5)

    def texts(self):
        return self.random.choice([[self.word() for _ in range(self.random.randint(0, 3))], [self.word()], None, []])

    def texts_map(self):
        names = ["a", "b", "Z", "maintainer", "org.x/y", "é", "<k>", ""]
        return Members((self.random.choice(names), self.word()) for _ in range(self.random.randint(0, 3)))

    def names(self):
        ports = ["80/tcp", "53/udp", "8080", "/data"]
        return self.random.choice([None, Members((name, Members()) for name in self.random.sample(ports, 2))])

    def number(self):
        return self.random.choice([0, 1, 7, 5000000000])

    def some(self, share: float, members: dict) -> Members:
        """Some of these members, in their order or in another."""
        made = Members((name, value()) for name, value in members.items() if self.chance(share))
        if self.chance(0.3):
            self.random.shuffle(made)
        return made

    def health(self):
        times = {name: self.number for name in ("Interval", "Timeout", "StartPeriod", "StartInterval")}
        return self.some(0.5, {"Test": self.texts, **times, "Retries": lambda: 3})

    def command(self):
        return self.word() if self.chance(0.1) else self.texts()

    def container(self):
        if self.chance(0.2):
            return None
        words = ("Hostname", "Domainname", "User", "Image", "WorkingDir", "MacAddress", "StopSignal")
        flags = ("AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce", "ArgsEscaped",
                 "NetworkDisabled")
        return self.some(0.35, {
            **dict.fromkeys(words, self.word), **dict.fromkeys(flags, self.flag),
            "ExposedPorts": self.names, "Volumes": self.names, "Env": self.texts, "OnBuild": self.texts,
            "Shell": self.texts, "Cmd": self.command, "Entrypoint": self.command, "Healthcheck": self.health,
            "Labels": self.texts_map, "StopTimeout": lambda: self.random.choice([0, 10, None]), "Memory": self.number,
        })

    def step(self):
        words = dict.fromkeys(("author", "created_by", "comment"), self.word)
        return self.some(0.5, {"created": self.time, **words, "empty_layer": lambda: self.chance(0.3), "extra": lambda: 1})

    # --- documents ----------------------------------------------------------------------------------------------------
    def odd(self, document: Members) -> None:
        """One odd thing in an object of the document, but not in what decides as what it is read."""
        objects = []

        def walk(value):
            if isinstance(value, Members):
                objects.append(value)
                for name, inner in value:
                    # `convert` reads annotations that are no texts in no document, Docker's included.
                    if name != "annotations":
                        walk(inner)
            elif isinstance(value, list):
                for inner in value:
                    walk(inner)

        walk(document)
        place = self.random.choice(objects)
        at = [at for at, (name, _) in enumerate(place) if name not in TELLING]
        if not at:
            return
        at = self.random.choice(at)
        name, value = place[at]
        odd = self.random.choice(ODD)
        place[at : at + 1] = self.random.choice([
            [(name, odd)], [(name, value), (name, odd)], [(name.upper(), value)], [(name, value), (name.upper(), odd)], [],
        ])

    def text(self, document: Members, share: float) -> bytes:
        if self.chance(share):
            self.odd(document)
        return written(document, self.random.choice([None, None, 2])).encode()

    def config(self, diff_ids: list[str]) -> bytes:
        words = ("author", "variant", "os.version", "parent", "comment", "container", "docker_version")
        config = self.some(0.3, {
            **dict.fromkeys(words, self.word), "os.features": self.texts, "container_config": self.container,
            "Size": self.number, "moby.buildkit.cache.v0": self.word, "unknown": lambda: [1.5, {"a": None}],
        })
        config += [
            ("created", self.time()), ("architecture", self.random.choice(["amd64", "arm64", "arm"])), ("os", "linux"),
            ("config", self.container()), ("rootfs", Members([("type", "layers"), ("diff_ids", diff_ids)])),
            ("history", self.random.choice([None, [self.step() for _ in diff_ids]])),
        ]
        return self.text(config, 0.3)

    def image(self, folder: Folder, family: str) -> bytes:
        layers = [self.random.choice(self.layers) for _ in range(self.random.randint(0, 4))]
        config = self.config([diff_id for _, diff_id in layers])

        def descriptor(media_type: str, content: bytes) -> Members:
            own = [("mediaType", media_type), ("size", len(content)), ("digest", folder.blob(content))]
            more = {"annotations": self.texts_map, "urls": self.texts, "artifactType": self.word, "unknown": lambda: 1}
            return Members(own + self.some(0.1, more))

        kinds = ["gzip"] * 20 + list(LAYER[family])
        manifest = Members([
            ("schemaVersion", 2), ("mediaType", MANIFEST[family]), ("config", descriptor(CONFIG[family], config)),
            ("layers", [descriptor(PREFIX[family] + LAYER[family][self.random.choice(kinds)], blob) for blob, _ in layers]),
        ])
        subject = Members([("mediaType", MANIFEST["oci"]), ("size", 5), ("digest", layers[0][1] if layers else digest(b""))])
        manifest += self.some(0.15, {
            "annotations": self.texts_map, "subject": lambda: subject, "artifactType": lambda: "a/b", "unknown": lambda: 1.5,
        })
        if self.chance(0.1):
            self.random.shuffle(manifest)
        return self.text(manifest, 0.2)

    def schema1(self, folder: Folder) -> bytes:
        count = self.random.randint(1, 4)
        ids = [hashlib.sha256(bytes([at])).hexdigest() for at in range(count)]
        layers, history = [], []
        for at in range(count):
            empty = self.chance(0.3)
            image = Members([("id", ids[at])] + ([("parent", ids[at + 1])] if at + 1 < count else []))
            command = lambda: Members([("Cmd", self.texts())])
            image += self.some(0.5, {"created": self.time, "author": self.word, "container_config": command})
            image += [("throwaway", True)] * empty
            if at == 0:
                words = ("docker_version", "container", "variant", "os.version")
                image += self.some(0.5, {**dict.fromkeys(words, self.word), "config": self.container, "Size": self.number})
                image += [("architecture", "amd64"), ("os", "linux")]
            blob = EMPTY if empty else self.random.choice(self.layers)[0]
            layers.append(Members([("blobSum", folder.blob(blob))]))
            history.append(Members([("v1Compatibility", self.text(image, 0.1).decode())]))
        head = [("schemaVersion", 1), ("name", "library/x"), ("tag", self.random.choice(["latest", ""]))]
        return self.text(Members(head + [("architecture", "amd64"), ("fsLayers", layers), ("history", history)]), 0.1)

    def index(self, folder: Folder, family: str) -> bytes:
        entries = []
        for _ in range(self.random.randint(0, 3)):
            child, size = folder.child(self.image(folder, family))
            platform = Members([("architecture", self.random.choice(["amd64", "arm"])), ("os", "linux")])
            platform += self.some(0.2, {"variant": lambda: "v7", "os.version": self.word, "os.features": self.texts})
            entry = [("mediaType", MANIFEST[family]), ("size", size), ("digest", child), ("platform", platform)]
            entries.append(Members(entry + self.some(0.1, {"annotations": self.texts_map, "urls": self.texts})))
        head = Members([("schemaVersion", 2), ("mediaType", INDEX[family]), ("manifests", entries)])
        head += self.some(0.15, {"annotations": self.texts_map, "unknown": lambda: 1.5})
        return self.text(head, 0.2)


def written(value, indent, depth: int = 0) -> str:
    """JSON in which a name may stand twice."""
    if not isinstance(value, (Members, list)) or not value:
        return "{}" if isinstance(value, Members) else json.dumps(value, ensure_ascii=False)
    line = "" if indent is None else "\n" + " " * (indent * (depth + 1))
    end = "" if indent is None else "\n" + " " * (indent * depth)
    inner = [
        f"{json.dumps(item[0], ensure_ascii=False)}:{written(item[1], indent, depth + 1)}"
        if isinstance(value, Members) else written(item, indent, depth + 1)
        for item in value
    ]
    return "{}"[0] + line + ("," + line).join(inner) + end + "}" if isinstance(value, Members) else (
        "[" + line + ("," + line).join(inner) + end + "]")


def main() -> None:
    root, seed, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    maker = Maker(seed)
    for at in range(count):
        kind = maker.random.choice(["image", "image", "schema1", "index"])
        family = maker.random.choice(["docker", "oci"])
        name = f"{'index' if kind == 'index' else kind}-random-{at}"
        folder = Folder(root / name)
        if kind == "schema1":
            folder.write(maker.schema1(folder))
            print(name, maker.random.choice(["v2s2", "oci"]))
        elif kind == "index":
            folder.write(maker.index(folder, family))
            print(name, "v2s2" if family == "oci" else "oci")
        else:
            folder.write(maker.image(folder, family))
            print(name, maker.random.choice(["v2s1", "v2s2"]) if family == "oci" else maker.random.choice(["v2s1", "oci"]))


if __name__ == "__main__":
    main()
