using System.Runtime.InteropServices;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Engine.Data;

/// <summary>Short ways to ask for data, and to see it.</summary>
static class Ask
{
    public static ModelInput Floats(string name, params long?[] shape) => new(name, ElementType.Float, shape);

    public static ModelInput Longs(string name, params long?[] shape) => new(name, ElementType.Int64, shape);

    public static DataRequest For(string place, params ModelInput[] inputs) => new(place, "ValidationData", inputs, Options.Default);

    public static DataRequest With(this DataRequest request, string option, string text) =>
        request with { Options = Options.From([.. Set(request), new(option, text)]) };

    /// <summary>Only the option that tests chain with another one.</summary>
    static IEnumerable<KeyValuePair<string, string>> Set(DataRequest request) =>
        request.Options.Labels is { } labels ? [new("Labels", labels)] : [];

    public static DataRequest ForCalibration(this DataRequest request) => request with { Option = "CalibrationData" };

    public static List<Sample> All(this DataRequest request)
    {
        using var samples = Formats.Open(request);
        return [.. samples.Read(CancellationToken.None)];
    }

    public static float[] Values(this SampleArray array) => MemoryMarshal.Cast<byte, float>(array.Data.Span).ToArray();

    /// <summary>The message of the finding with this code that opening and reading everything must end in.</summary>
    public static string Refusal(this DataRequest request, string code) => Refusal(code, () => request.All());

    public static string Refusal(string code, Action act)
    {
        var refused = Assert.Throws<OptiBuildException>(act);
        Assert.Equal(code, refused.Finding.Diagnostic.Code);
        return refused.Message;
    }
}
