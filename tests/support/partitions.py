"""Every Region that botocore knows, with its partition and the DNS suffix of it."""

from __future__ import annotations

from botocore.loaders import Loader

REGIONS: list[tuple[str, str, str]] = [
    (partition["id"], region, partition["outputs"]["dnsSuffix"])
    for partition in Loader().load_data("partitions")["partitions"]
    for region in partition["regions"]
    if not region.endswith("-global")
]
