# Prints the reference values of MetricReferenceTests.cs.
# Made with Python 3.11, numpy 1.24.2, scikit-learn 1.2.1.
import numpy as np
from sklearn import metrics as m

def show(name, value): print(f"{name:32} {value!r}")

# Class 3 is never labelled, class 4 never answered; class 2 is labelled once and missed.
labels  = np.array([0, 0, 0, 1, 1, 2, 4, 4, 1, 0, 0, 1])
answers = np.array([0, 0, 1, 1, 3, 0, 0, 1, 1, 0, 3, 1])
for name, of in [("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score)]:
    for average in ["macro", "micro", "weighted"]:
        show(f"{name} {average}", of(labels, answers, average=average, zero_division=0))
    for c in [0, 1, 2, 3, 4]:
        show(f"{name} {c}", of(labels, answers, labels=[c], average=None, zero_division=0)[0])
show("iou macro", m.jaccard_score(labels, answers, average="macro", zero_division=0))
keep = labels != 4
show("iou macro, 4 ignored", m.jaccard_score(labels[keep], answers[keep], average="macro", zero_division=0))

# An answer with NaN is a class of its own, −1.
nan = np.where(np.arange(len(answers)) % 5 == 0, -1, answers)
for name, of in [("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score)]:
    show(f"{name} macro, NaN", of(labels, nan, average="macro", zero_division=0))

# Binary scores with ties across classes, multiples of 1/8, which float holds exactly.
positive = np.array([0, 1, 1, 0, 1, 0, 0, 1, 1, 0])
scores   = np.array([1, 4, 4, 4, 6, 2, 6, 3, 7, 2]) / 8
show("rocauc binary", m.roc_auc_score(positive, scores))
show("ap binary", m.average_precision_score(positive, scores))

# Three classes as a distribution in sixteenths, with ties.
p = np.array([[8, 4, 4], [4, 8, 4], [4, 4, 8], [6, 6, 4], [2, 2, 12], [4, 8, 4], [8, 8, 0], [1, 1, 14], [10, 4, 2], [4, 6, 6]]) / 16
y = np.array([0, 1, 2, 0, 2, 0, 1, 1, 0, 2])
show("rocauc ovr", m.roc_auc_score(y, p, multi_class="ovr", average="macro"))
one_hot = np.eye(3)[y]
show("ap ovr", m.average_precision_score(one_hot, p, average="macro"))
show("ap class 1", m.average_precision_score(one_hot[:, 1], p[:, 1]))

# Logits: the softmax of each sample is ranked.
logits = np.array([[2, 1, 0], [20, 21, 19], [0, -1, 1], [5, 5, 5], [-3, -2, -9], [7, 6.5, 1]])
z = np.array([0, 1, 2, 1, 0, 2])
soft = np.exp(logits - logits.max(1, keepdims=True)); soft /= soft.sum(1, keepdims=True)
show("rocauc logits", m.roc_auc_score(z, soft, multi_class="ovr", average="macro"))
show("ap logits", m.average_precision_score(np.eye(3)[z], soft, average="macro"))

# Numbers far from zero, where sums of squares would cancel.
truth = np.array([1e6 + 1, 1e6 + 2, 1e6 + 4, 1e6 - 3, 1e6])
guess = np.array([1e6 + 1.5, 1e6 + 2, 1e6 + 3, 1e6 - 2.5, 1e6 + 0.25])
show("mae", m.mean_absolute_error(truth, guess))
show("rmse", np.sqrt(m.mean_squared_error(truth, guess)))
show("r2", m.r2_score(truth, guess))
show("r2 constant", m.r2_score([3., 3., 3.], [3., 3., 4.]))
show("r2 constant and right", m.r2_score([3., 3., 3.], [3., 3., 3.]))

# Against the original's outputs.
before = np.array([[1, 2, 3], [-1, 0, 4], [0, 0, 0], [5, -5, 1]], dtype=float)
after  = np.array([[1, 2, 3.5], [-1, 0.5, 3], [0, 0, 0.25], [4, -5, 1]], dtype=float)
cosines = [1.0 if not a.any() and not b.any() else 0.0 if not a.any() or not b.any() else a @ b / np.sqrt((a @ a) * (b @ b)) for a, b in zip(before, after)]
show("cosine", np.mean(cosines))
show("sqnr", 10 * np.log10((before ** 2).sum() / ((before - after) ** 2).sum()))

# Top-k without ties; scikit-learn breaks ties the other way.
top = np.array([[.1, .2, .3, .4], [.4, .3, .2, .1], [.25, .35, .15, .05], [.05, .15, .35, .25]])
for k in [1, 2, 3]:
    show(f"top{k}", m.top_k_accuracy_score([0, 1, 2, 2], top, k=k, labels=[0, 1, 2, 3]))

# Edit distance by the recurrence itself, over the whole table.
def distance(a, b):
    d = np.zeros((len(a) + 1, len(b) + 1), int)
    d[:, 0], d[0, :] = range(len(a) + 1), range(len(b) + 1)
    for i in range(len(a)):
        for j in range(len(b)):
            d[i + 1, j + 1] = min(d[i, j + 1] + 1, d[i + 1, j] + 1, d[i, j] + (a[i] != b[j]))
    return d[-1, -1]

for a, b in [("kitten", "sitting"), ("", "abc"), ("abc", ""), ("intention", "execution"), ("aab", "aba"), ("straße", "strasse")]:
    show(f"distance {a} {b}", distance(a, b))
