using System.Collections.Frozen;
using System.Collections.Immutable;
using OptiBuild.Engine.Pruning;
using static OptiBuild.Engine.OptionEffect;
using static OptiBuild.Engine.OptionText;

namespace OptiBuild.Engine;

/// <summary>The options: metadata of the item, properties <c>OptiBuild…</c> of the project, switches of the command line.</summary>
public static class OptionRows
{
    const string File = "a file or folder";

    public static ImmutableArray<OptionRow> All { get; } =
    [
        new("CalibrationData",  "",         Files,     File,                                     "Samples to fit ranges and weights on; labels in it are ignored. Not set: some are split off `ValidationData`, which the gate then does not ask.",                       (o, t) => o with { CalibrationData = t }),
        new("ValidationData",   "",         Files,     File,                                     "Samples for the gate, never looked at before it. Required while the gate is on.",      (o, t) => o with { ValidationData = t }),
        new("Labels",           "",         Files,     "a file, or a column of the CSV file",    "Labels kept apart from the samples.",                                                  (o, t) => o with { Labels = t }),
        new("Metric",           "",         Result,    "a metric's name, or command:…",          "What is measured. Not set: `accuracy` for integer labels, `rmse` for real ones, `map` for boxes, `agreement` for none.", (o, t) => o with { Metric = t }),
        new("ClassNames",       "",         Files,     "a file",                                 "Names of the classes, one in each line, in the order of their numbers: for reports, and for labels that are names.", (o, t) => o with { ClassNames = t }),
        new("MaxDrop",          "",         Result,    "0.5pp, 1% or 0.02",                      "What may be lost against the original: percentage points, relative, or the metric's own unit. Not set: `1pp`, or `1%` for metrics that are not shares.", (o, t) => Drop(t) is { } v ? o with { MaxDrop = v } : null),
        new("MaxClassDrop",     "",         Judgement, "3pp, 5% or 0.05",                        "What each single class may lose against the original; a relative one refers to the class's own figure. Not set: no gate, a warning where one provably loses more than `MaxDrop`.", (o, t) => Drop(t) is { } v ? o with { MaxClassDrop = v } : null),
        new("MinMetric",        "",         Judgement, "a number or 90%",                        "An absolute bound beside `MaxDrop`.",                                                  (o, t) => Number(t) is { } v ? o with { MinMetric = v } : null),
        new("Confidence",       "95%",      Result,    "51% to 99.99%",                          "One-sided level of the bound that must stay inside `MaxDrop`.",                        (o, t) => Number(t) is { } v and >= 0.51 and <= 0.9999 ? o with { Confidence = v } : null),
        new("Gate",             "Certify",  Judgement, Names<GateMode>(),                        "`Certify`: the upper bound of the loss must lie inside the budget. `Estimate`: only the estimate must, an uncertain result warns. `Warn`: report only. `Off`: ask no samples.", (o, t) => Name<GateMode>(t) is { } v ? o with { Gate = v } : null),
        new("MinSizeReduction", "",         Judgement, "0% to 99%",                              "Fails the build when what is embedded is not at least so much smaller.",               (o, t) => Number(t) is { } v and >= 0 and < 1 ? o with { MinSizeReduction = v } : null),
        new("MinSpeedup",       "",         Judgement, "a factor such as 1.3",                   "Fails the build when the optimized model is not at least so much faster here.",        (o, t) => Number(t) is { } v and > 0 ? o with { MinSpeedup = v } : null),
        new("Baseline",         "",         Judgement, "a file",                                 "The last accepted results; the gate compares with these too. Not set: `optibuild.baseline.json` beside the project, where it is.", (o, t) => o with { Baseline = t }),
        new("Quantization",     "auto",     Result,    Names<QuantizationMode>(),                "`int8`: weights and activations. `weights`: weights only, computed in float or with scales taken in each run, whichever is faster. `blocks4`: the same, weights of products in 4 bits.", (o, t) => Name<QuantizationMode>(t) is { } v ? o with { Quantization = v } : null),
        new("Pruning",          "auto",     Result,    Names<PruningMode>(),                     "`element`: weights become zero. `channel`: whole channels go, where that makes the model faster at a loss inside the budget. `auto`: the same, in the time that is left for it.",             (o, t) => Name<PruningMode>(t) is { } v ? o with { Pruning = v } : null),
        new("Sparsity",         "",         Result,    SparsityGoal.Values,                      "Share of weights that `Pruning=element` sets to zero, over all layers together, or of channels that `Pruning=channel` removes. `2:4`, `4:8`: so many of every so many neighbouring input channels remain.", (o, t) => SparsityGoal.Parse(t) is { } v ? o with { Sparsity = v } : null),
        new("SparsityScope",    "auto",     Result,    Names<SparsityScope>(),                   "`auto`: each layer as much as the model's answers miss least, measured. `layer`: the same share in each. `global`: one threshold of magnitude decides how much of each.", (o, t) => Name<SparsityScope>(t) is { } v ? o with { SparsityScope = v } : null),
        new("PruningMethod",    "obs",      Result,    Names<PruningMethod>(),                   "`obs`: the weights that the layer's output misses least become zero, those that remain are fitted again. `wanda`: the smallest by weight times activation. `magnitude`: the smallest.", (o, t) => Name<PruningMethod>(t) is { } v ? o with { PruningMethod = v } : null),
        new("Effort",           "normal",   Result,    Names<Effort>(),                          "How much is tried: samples, measurements, strength of compression. Counts, never a clock.",                        (o, t) => Name<Effort>(t) is { } v ? o with { Effort = v } : null),
        new("TargetCpu",        "any",      Result,    Names<TargetName>(),                      "The processors the model must run well on.",                                           (o, t) => Name<TargetName>(t) is { } v ? o with { TargetCpu = v } : null),
        new("KeepFloat",        "",         Result,    "names separated by ';', * allowed",      "Nodes or operator types that are left alone.",                                         (o, t) => o with { KeepFloat = List(t) }),
        new("Embed",            "Resource", Shipping,  Names<EmbedMode>(),                       "Where the optimized model goes: into the assembly, beside it (at `Link`, where the item has one), or nowhere. Beside it in any case where it is larger than 2 GB.", (o, t) => Name<EmbedMode>(t) is { } v ? o with { Embed = v } : null),
        new("Compression",      "Brotli",   Result,    Names<CompressionMode>(),                 "How the embedded model is compressed.",                                                (o, t) => Name<CompressionMode>(t) is { } v ? o with { Compression = v } : null),
        new("LogicalName",      "",         Shipping,  "a resource name",                        "Name of the embedded resource. Not set: `OptiBuild/<file>`.",                          (o, t) => o with { LogicalName = t }),
        new("ClassName",        "",         Shipping,  "a C# name",                              "Name of the generated class. Not set: by the file name.",                              (o, t) => Identifier(t) ? o with { ClassName = t } : null),
        new("Namespace",        "",         Shipping,  "a C# namespace",                         "Namespace of the generated class. Not set: the project's root namespace.",             (o, t) => t.Split('.').All(Identifier) ? o with { Namespace = t } : null),
        new("Access",           "internal", Shipping,  Names<AccessLevel>(),                     "Accessibility of the generated class.",                                                (o, t) => Name<AccessLevel>(t) is { } v ? o with { Access = v } : null),
        new("Mean",             "",         Result,    "a number, or one per channel",           "Images: subtracted after `Scale`. Not set: 0.",                                        (o, t) => Numbers(t) is { } v ? o with { Mean = v } : null),
        new("Std",              "",         Result,    "a number, or one per channel",           "Images: divided by after `Mean`. Not set: 1.",                                         (o, t) => Numbers(t) is { } v && v.All(x => x != 0) ? o with { Std = v } : null),
        new("Scale",            "",         Result,    "a number or a fraction such as 1/255",   "Images: multiplied with every pixel (0…255) first. Not set: 1/255.",                   (o, t) => Number(t) is { } v and not 0 ? o with { Scale = v } : null),
        new("Resize",           "",         Result,    "width x height such as 224x224",         "Images: brought to this size. Not set: the model's own size where it is fixed.",       (o, t) => Size(t) is { } v ? o with { Resize = v } : null),
        new("Channels",         "",         Result,    Names<ChannelOrder>(),                    "Images: order of the colors. Not set: `gray` for one channel, else `rgb`.",            (o, t) => Name<ChannelOrder>(t) is { } v ? o with { Channels = v } : null),
        new("Layout",           "",         Result,    Names<ImageLayout>(),                     "Images: order of the axes. Not set: where the model has 1 or 3 channels.",          (o, t) => Name<ImageLayout>(t) is { } v ? o with { Layout = v } : null),
        new("SampleRate",       "",         Result,    "samples a second such as 16000",         "Sounds: files of another rate are refused, for nothing is resampled. Not set: any.",   (o, t) => Number(t) is { } v and >= 1 and <= 1_000_000 && double.IsInteger(v) ? o with { SampleRate = (int)v } : null),
        new("CustomOperators",  "",         Files,     "files separated by ';'",                 "Libraries of operators that ONNX Runtime does not have, loaded when the model runs. Never searched: only what is named here is loaded.", (o, t) => o with { CustomOperators = [.. t.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] }),
    ];

    public static FrozenDictionary<string, OptionRow> ByName { get; } = All.ToFrozenDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase);
}
