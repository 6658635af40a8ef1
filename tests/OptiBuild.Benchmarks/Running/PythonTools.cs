using System.Text.Json;

namespace OptiBuild.Benchmarks.Running;

/// <summary>The other tools, in the folder <c>peers</c>, and the scripts beside this program that need the same Python packages.</summary>
sealed class PythonTools
{
    static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    readonly Places places;
    readonly string python;

    PythonTools(Places places, string python) => (this.places, this.python) = (places, python);

    string Peers => Path.Combine(places.Peers, "peers.py");

    /// <summary>With a virtual environment of its own, made where there is none yet.</summary>
    /// <exception cref="Absent">The tools are not on this machine.</exception>
    public static PythonTools Ready(Places places)
    {
        var setup = Path.Combine(places.Peers, "setup.sh");
        if (!File.Exists(setup)) throw new Absent($"the other tools are absent: no '{setup}'.");
        var environment = Path.Combine(places.Repository, ".artifacts", "peers");
        var python = Path.Combine(environment, "bin", "python");
        if (!File.Exists(Path.Combine(environment, "ready")))
        {
            Console.WriteLine($"Python packages go to '{environment}'; this needs Python 3.11 as python3.");
            new Call("bash", setup, environment).Output();
            File.WriteAllText(Path.Combine(environment, "ready"), "");
        }
        return new(places, python);
    }

    public Measured Measure(Call call) =>
        JsonSerializer.Deserialize<Measured>(new Call(python, [Places.Script("measure.py"), call.Program, .. call.Arguments]).Output(), CamelCase)!;

    public Call Quantize(string method, AssetModel model, string output) =>
        new(python, Peers, "quantize", method, model.Model(places), places.Asset(model.Calibrate), output);

    /// <summary>Top-1 or RMSE where there are labels, agreement and SQNR with the original.</summary>
    public JsonElement Evaluate(AssetModel model, string candidate) =>
        Json(Peers, "evaluate", candidate, places.Asset(model.Gate), "--reference", model.Model(places));

    /// <summary>Medians in ms, interleaved in one run: batch 1, one thread.</summary>
    public IReadOnlyList<double> Latency(AssetModel model, IEnumerable<string> candidates, int rounds) =>
        [.. Json([Peers, "latency", .. candidates, "--data", places.Asset(model.Gate), "--batch", "1", "--threads", "1", "--rounds", $"{rounds}"])
            .EnumerateArray().Select(e => e.GetProperty("ms").GetDouble())];

    /// <summary>COCO's mAP@[.5:.95].</summary>
    public IReadOnlyList<double> MeanAveragePrecision(IEnumerable<string> candidates) =>
        [.. Json([Places.Script("detection.py"), places.Peers, places.Asset("detection/validate"), places.Asset("detection/reference.json"), .. candidates])
            .EnumerateArray().Select(e => e.GetProperty("map").GetDouble())];

    /// <summary>The model's calibration data brought to <paramref name="count"/> samples.</summary>
    public string CalibrationOf(AssetModel model, int count)
    {
        var target = Path.Combine(places.Work("samples"), $"{count}-{model.Calibrate.Replace('/', '-')}");
        if (!Path.Exists(target)) new Call(python, Places.Script("samples.py"), $"{count}", places.Asset(model.Calibrate), target).Output();
        return target;
    }

    public string Versions() => new Call(python, "-c",
        "import sys, onnxruntime, onnx, numpy; print(f'Python {sys.version.split()[0]}, onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}, numpy {numpy.__version__}')").Output().Trim();

    JsonElement Json(params IEnumerable<string> arguments) => JsonSerializer.Deserialize<JsonElement>(new Call(python, arguments).Output());
}
