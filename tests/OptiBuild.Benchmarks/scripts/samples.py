"""samples.py COUNT FROM TO: a data set with COUNT samples, the samples of FROM in their order, again from the first where they run out.

FROM is an .npz (one array per input, first axis = sample), a .csv with a header, or a folder of images beside their images.json.
"""
import os, shutil, sys
import numpy as np

def npz(count, source, target):
    arrays = np.load(source)
    np.savez_compressed(target, **{name: arrays[name][np.arange(count) % len(arrays[name])] for name in arrays.files})

def csv(count, source, target):
    head, *rows = open(source).read().splitlines()
    with open(target, "w") as out:
        out.write("\n".join([head] + [rows[i % len(rows)] for i in range(count)]) + "\n")

def images(count, source, target):
    found = sorted(os.path.join(folder, f) for folder, _, files in os.walk(source) for f in files if f.endswith((".png", ".jpg")))
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    for i in range(count):
        file = found[i % len(found)]
        shutil.copyfile(file, os.path.join(target, f"{i:05}{os.path.splitext(file)[1]}"))
    shutil.copyfile(os.path.join(source, "images.json"), os.path.join(target, "images.json"))

count, source, target = int(sys.argv[1]), sys.argv[2], sys.argv[3]
(images if os.path.isdir(source) else csv if source.endswith(".csv") else npz)(count, source, target)
