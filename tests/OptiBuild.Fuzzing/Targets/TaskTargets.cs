using System.Text;
using OptiBuild.Fuzzing.Mutators;
using OptiBuild.MSBuild;

namespace OptiBuild.Fuzzing.Targets;

/// <summary>What the task reads inside MSBuild, where an exception is a stack trace in the build's log and a crash is the end of it.</summary>
static class TaskTargets
{
    public static void External(byte[] input, string folder) => ExternalData.Of(Wanted.File(folder, "a.onnx", input));

    public static void Ports(byte[] input, string folder) => ModelPorts.Of(Wanted.File(folder, "a.onnx", input));

    public static void Records(byte[] input, string folder) => FlatJson.Read(Encoding.UTF8.GetString(input));

    /// <summary>Also as the class that is written of them.</summary>
    public static void Known(byte[] input, string folder)
    {
        Wanted.File(folder, "facts", input);
        WriteModelClasses.Source([Plan(folder)], new ClassStyle("App", "latest", true, true, true));
    }

    /// <summary>Behind a first line that fits.</summary>
    public static void Lines(byte[] input, string folder)
    {
        var (plan, setting) = (Plan(folder), new Setting(folder, Path.Combine(folder, "worker.dll")));
        Wanted.File(folder, "a.onnx", []);
        Wanted.File(folder, "stamp", [.. Encoding.UTF8.GetBytes(Stamp.Lines(plan, setting)[0]), (byte)'\n', .. input]);
        Stamp.Holds(plan, setting);
    }

    static ModelPlan Plan(string folder) => new("a.onnx", Path.Combine(folder, "a.onnx"), Path.Combine(folder, "app.csproj"), folder, new Dictionary<string, string>());

    public static FuzzTarget[] All { get; } =
    [
        new("task-external-data", [], External) { Inputs = 50_000, Structure = [WireMutator.Mutate, WireMutator.Mutate], Tokens = ["location", "../weights", "/dev/zero", "weights", "\0"] },
        new("task-ports", [], Ports)            { Inputs = 50_000, Structure = [WireMutator.Mutate, WireMutator.Mutate] },
        new("task-records", [], Records)        { Inputs = 60_000, Tokens = ["{", "}", ":", ",", "\"", "\\u0000", "\\", "\"kind\":\"diagnostic\"", "null", "-1"] },
        new("task-facts", [], Known)            { Inputs = 6_000, Tokens = ["Input=", "Output=", "ClassName=", "Class=", "|", "%0A", "%", "OriginalBytes=", "MetricOriginal=", "*/", "\\", "\"", "\u2028"] },
        new("task-stamp", [], Lines)            { Inputs = 30_000, Tokens = ["model|", "external|", "data|", "made|", "|", "\n", "0|", "\0"] },
    ];
}
