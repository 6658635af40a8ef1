using Microsoft.ML.OnnxRuntime;
using NuGet.Versioning;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Engine.Runtimes;

public class RuntimeRowsTests
{
    static readonly RuntimeRow Packed = RuntimeRows.Of(PackedRuntime.Version)!;

    [Fact]
    public void NewerVersionsRunWhatOlderOnesRun()
    {
        Assert.Equal(RuntimeRows.All.OrderBy(r => r.Version).Select(r => r.Name), RuntimeRows.All.Select(r => r.Name));
        Assert.All(RuntimeRows.All.Zip(RuntimeRows.All.Skip(1)), pair => Assert.True(pair.First.Opset <= pair.Second.Opset && pair.First.Ir <= pair.Second.Ir, pair.Second.Name));
    }

    [Fact]
    public void NoVersionIsLeftOut() => Assert.Equal(Enumerable.Range(12, RuntimeRows.All.Length), RuntimeRows.All.Select(r => r.Version.Minor));

    /// <summary>https://onnxruntime.ai/docs/reference/compatibility.html</summary>
    [Theory]
    [InlineData("1.12.1", 17, 8)]
    [InlineData("1.14.0", 18, 8)]
    [InlineData("1.17.3", 20, 9)]
    [InlineData("1.20.1", 21, 10)]
    public void PublishedVersionsHaveWhatIsPublished(string version, int opset, int ir)
    {
        var row = RuntimeRows.Of(NuGetVersion.Parse(version))!;

        Assert.Equal((opset, ir), (row.Opset, row.Ir));
    }

    [Fact]
    public void AVersionBeforeAllRowsHasNone() => Assert.Null(RuntimeRows.Of(new(1, 11, 1)));

    [Fact]
    public void AVersionAfterAllRowsHasTheLast() => Assert.Same(RuntimeRows.All[^1], RuntimeRows.Of(new(2, 0, 0)));

    [Fact]
    public void APrereleaseBelongsToItsMinorVersion() => Assert.Equal("1.24", RuntimeRows.Of(NuGetVersion.Parse("1.24.0-dev.1"))!.Name);

    [Fact]
    public void ThePackedVersionIsTheOneThatIsLoaded() => Assert.Equal(OrtEnv.Instance().GetVersionString(), PackedRuntime.Version.ToString());

    /// <summary>The table's row of the packed version, against the library itself.</summary>
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 1, false)]
    public void ThePackedLibraryTakesWhatItsRowSays(int opsetsMore, int formatsMore, bool isTaken) =>
        Assert.Equal(isTaken, Loads($"""<ir_version: {Packed.Ir + formatsMore}, opset_import: ["" : {Packed.Opset + opsetsMore}]> g (float[N,2] x) => (float[N,2] y) {"{"} y = Relu(x) {"}"}"""));

    static bool Loads(string text)
    {
        try
        {
            using var runner = Runner.Open(ModelWriter.ToBytes(ModelText.Parse(text)), new RunnerSettings(1));
            return true;
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
    }
}
