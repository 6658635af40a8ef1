"""detection.py PEERS DATA REFERENCE MODEL...: COCO's mAP@[.5:.95] of each model, one JSON line.

PEERS is the folder of peers.py, DATA a folder with annotations.json and images/, REFERENCE a file with detections and the figures that
COCO's own program computed from them: when this program computes others, it stops.
The definition: https://cocodataset.org/#detection-eval, all areas, at most 100 detections for each image and category.
"""
import json, os, sys
import numpy as np

IOUS, RECALLS, MOST, EXACT_TO = np.linspace(.5, .95, 10), np.linspace(0, 1, 101), 100, 1e-5

def iou(a, b):
    """[n, m] of boxes [n, 4] and [m, 4] as x, y, width, height."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, :2] + a[:, None, 2:], b[None, :, :2] + b[None, :, 2:])
    both = np.clip(high - low, 0, None).prod(-1)
    return both / (a[:, 2:].prod(-1)[:, None] + b[:, 2:].prod(-1)[None] - both)

def hits(overlap):
    """[10, n]: which detections (rows, best first) take an object, each the one it overlaps most of those still free, at each least IoU."""
    hit = np.zeros((len(IOUS), len(overlap)), bool)
    for t, least in enumerate(IOUS):
        free = np.ones(overlap.shape[1], bool)
        for d, row in enumerate(overlap):
            wanted = np.where(free & (row >= min(least, 1 - 1e-10)), row, -1)
            # COCO's program goes on to the next object while it overlaps as much: the last of equals.
            best = len(wanted) - 1 - int(np.argmax(wanted[::-1]))
            if wanted[best] >= 0:
                hit[t, d], free[best] = True, False
    return hit

def precision(scores, hit, objects):
    """[10, 101]: the best precision at each recall or above it."""
    order = np.argsort(-scores, kind="mergesort")
    found = np.cumsum(hit[:, order], 1)
    recall, exact = found / objects, found / np.arange(1, len(order) + 1)
    exact = np.maximum.accumulate(exact[:, ::-1], 1)[:, ::-1]
    at = [np.searchsorted(r, RECALLS, side="left") for r in recall]
    return np.array([[p[i] if i < len(p) else 0 for i in places] for p, places in zip(exact, at)])

def category(detections, objects, images):
    scores, hit = [], []
    for image in images:
        found = sorted(detections.get(image, []), key=lambda d: -d["score"])[:MOST]
        if not found: continue
        true = objects.get(image, [])
        scores += [d["score"] for d in found]
        hit.append(hits(iou(boxes(found), boxes(true))) if true else np.zeros((len(IOUS), len(found)), bool))
    if not scores: return np.zeros((len(IOUS), len(RECALLS)))
    return precision(np.array(scores), np.concatenate(hit, 1), sum(map(len, objects.values())))

def boxes(rows): return np.array([r["bbox"] for r in rows], float)

def by_image(rows, wanted):
    groups = {}
    for r in rows:
        if r["category_id"] == wanted: groups.setdefault(r["image_id"], []).append(r)
    return groups

def figures(detections, annotations):
    images = sorted(i["id"] for i in annotations["images"])
    kinds = sorted({a["category_id"] for a in annotations["annotations"]})
    all_kinds = np.stack([category(by_image(detections, k), by_image(annotations["annotations"], k), images) for k in kinds])
    return dict(map=round(float(all_kinds.mean()), 6), map50=round(float(all_kinds[:, 0].mean()), 6))

def detect(peers, model, folder, annotations):
    """Detections of the outputs boxes [n, 20, 4] (corners), scores [n, 20], classes [n, 20]."""
    from PIL import Image
    how = json.load(open(os.path.join(folder, "images.json")))
    session, found = peers.session(model), []
    for image in annotations["images"]:
        x = np.asarray(Image.open(os.path.join(folder, image["file_name"])).convert("L"), np.float32)[None, None]
        corners, scores, classes = session.run(None, {how["input"]: ((x * how["scale"] - how["mean"]) / how["std"]).astype(np.float32)})
        for (x0, y0, x1, y1), score, kind in zip(corners[0].tolist(), scores[0].tolist(), classes[0].tolist()):
            found.append(dict(image_id=image["id"], category_id=int(kind), bbox=[x0, y0, x1 - x0, y1 - y0], score=score))
    return found

def main():
    folder, data, recorded, *models = sys.argv[1:]
    sys.path.insert(0, folder)
    import peers
    annotations = json.load(open(os.path.join(data, "annotations.json")))
    known = json.load(open(recorded))
    check = figures(known["detections"], annotations)
    if max(abs(check["map"] - known["stats"]["AP"]), abs(check["map50"] - known["stats"]["AP50"])) > EXACT_TO:
        sys.exit(f"This program computes {check} from {recorded}, which says {known['stats']}.")
    images = os.path.join(data, "images")
    print(json.dumps([dict(model=os.path.basename(m), **figures(detect(peers, m, images, annotations), annotations)) for m in models]))

if __name__ == "__main__": main()
