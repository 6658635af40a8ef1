using System.Collections.Immutable;
using OptiBuild.Engine;

namespace OptiBuild.Benchmarks;

/// <summary>What a model's result is on its gate data. Data without labels has only agreement with the original.</summary>
enum Outcome { Top1, Rmse, Map, Agreement }

/// <param name="Gate">Samples; boxes lie beside their folder.</param>
/// <param name="Images">How an image becomes a tensor, as options; empty where the data are arrays.</param>
sealed record AssetModel(string Name, string Calibrate, string Gate, Outcome Outcome, params (string Option, string Value)[] Images)
{
    public static ImmutableArray<AssetModel> All { get; } =
    [
        new("cnn",                "fashion/calibrate.npz",      "fashion/gate.npz",          Outcome.Top1),
        new("resnet",             "fashion/calibrate.npz",      "fashion/gate.npz",          Outcome.Top1),
        new("mobilenet",          "fashion/calibrate.npz",      "fashion/gate.npz",          Outcome.Top1),
        new("vit",                "fashion/calibrate.npz",      "fashion/gate.npz",          Outcome.Top1),
        new("lstm",               "fashion/calibrate.npz",      "fashion/gate.npz",          Outcome.Top1),
        new("detector",           "detection/calibrate/images", "detection/validate/images", Outcome.Map,       ("Mean", "0.25"), ("Std", "0.5"), ("Channels", "gray")),
        new("orientation",        "orientation/calibrate",      "orientation/validate",      Outcome.Top1,      ("Mean", "0.5"), ("Std", "0.5"), ("Channels", "bgr")),
        new("minilm",             "text/calibrate.npz",         "text/gate.npz",             Outcome.Top1),
        new("diamonds",           "diamonds/calibrate.csv",     "diamonds/gate.csv",         Outcome.Rmse),
        new("efficientnet-lite0", "photos/calibrate",           "photos/validate",           Outcome.Agreement, ("Scale", "1"), ("Mean", "127"), ("Std", "128"), ("Channels", "rgb")),
    ];

    /// <summary>Those named; all where none is.</summary>
    public static IReadOnlyList<AssetModel> Named(IReadOnlyList<string> names)
    {
        var unknown = names.Except(All.Select(m => m.Name)).ToArray();
        if (unknown.Length > 0)
            throw new Failed($"There is no model '{string.Join("', '", unknown)}'; there are {string.Join(", ", All.Select(m => m.Name))}.");
        return names.Count == 0 ? All : [.. All.Where(m => names.Contains(m.Name))];
    }

    /// <summary>The gate data with their labels.</summary>
    public string Labelled => Outcome == Outcome.Map ? Path.GetDirectoryName(Gate)! : Gate;

    public string Model(Places places) => places.Asset(Name + ".onnx");

    public IEnumerable<KeyValuePair<string, string>> Options => Images.Select(i => KeyValuePair.Create(i.Option, i.Value));

    public IEnumerable<string> Switches => Images.SelectMany(i => new[] { OptionRows.ByName[i.Option].Switch, i.Value });
}
