using System.Collections.Immutable;
using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>What the words on the page mean.</summary>
static class WordsPart
{
    static readonly ImmutableArray<(string Word, string Meaning)> All =
    [
        ("loss",            "what the optimized model does worse than the original, on samples that neither was made with"),
        ("at most",         "the bound that the true loss does not exceed, at the confidence given. A few samples say little about all the answers the model will ever give, so it lies above what was measured"),
        ("allowed",         "the budget, MaxDrop. A model passes when the bound lies inside it, not only what was measured"),
        ("calibrate",       "to look at what values a layer really gives, so that whole numbers can stand for them. It needs samples, but no labels"),
        ("validate",        "to ask the original and the optimized model the same questions and compare their answers with the labels"),
        ("class",           "one of the answers a model can give, such as 'shirt'. The whole may hold while one class suffers, so each has its row"),
        ("accepted",        "an earlier result that somebody found good enough, kept in optibuild.baseline.json"),
        ("exact",           "decibels of what has no error at all: the original compared with itself"),
        ("not proven",      "what was measured lies inside the budget, but the bound does not: chance may hide a larger loss. More samples help"),
        ("quantized",       "weights are whole numbers of few bits instead of 32-bit fractions, and where it pays the arithmetic is, too"),
        ("bits each",       "what one weight takes on average once its code is compressed"),
        ("error, dB",       "how far a layer's output is from the original's: every 20 dB less means ten times the error. 40 dB are 1 %, 20 dB are 10 %"),
        ("zeros",           "the share of weights that are 0. They compress well; they make nothing faster"),
        ("channel",         "one output of a layer with all that computes it. Removing channels does make a model faster"),
        ("taken back",      "a layer whose rounding cost too much, and that stays in float for it"),
        ("embedded",        "what the app carries: the optimized model, compressed"),
    ];

    public static XElement Of() => More("What the words mean", Tag("dl", "words", All.SelectMany(w => new[] { Tag("dt", "", w.Word), Tag("dd", "", w.Meaning + ".") })));
}
