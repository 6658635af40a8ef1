using OptiBuild.Cli;
using OptiBuild.Onnx;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Cli;

public class FailuresTests
{
    [Theory]
    [InlineData(ModelProblem.Missing, "OB1001")]
    [InlineData(ModelProblem.Unreadable, "OB3003")]
    [InlineData(ModelProblem.NotOnnx, "OB2001")]
    [InlineData(ModelProblem.Damaged, "OB2002")]
    [InlineData(ModelProblem.ExternalDataMissing, "OB2003")]
    [InlineData(ModelProblem.ExternalDataOutside, "OB2004")]
    [InlineData(ModelProblem.Opset, "OB2005")]
    [InlineData(ModelProblem.Operator, "OB2006")]
    [InlineData(ModelProblem.TooLarge, "OB2008")]
    [InlineData(ModelProblem.Structure, "OB2002")]
    public void ProblemsOfModelsHaveTheirCodes(ModelProblem problem, string code) =>
        Assert.Equal(code, Failures.Of(new ModelException(problem, "m.onnx: wrong."), "m.onnx").Diagnostic.Code);

    [Fact]
    [Provokes("OB9002")]
    public void RuntimeThatCannotBeLoadedIsNoMystery()
    {
        var exception = new TypeInitializationException("Native", new DllNotFoundException("Unable to load 'onnxruntime'\nand more"));

        var finding = Failures.Of(exception, "m.onnx");

        Assert.Equal("OB9002", finding.Diagnostic.Code);
        Assert.Contains("Unable to load 'onnxruntime'. Install what it lacks, build on", finding.Message);
    }

    [Fact]
    [Provokes("OB1023")]
    public void WantOfMemoryIsNoFaultOfOurs()
    {
        var finding = Failures.Of(new AggregateException(new InsufficientMemoryException()), "m.onnx");

        Assert.Equal("OB1023", finding.Diagnostic.Code);
        Assert.StartsWith("There is not enough memory for 'm.onnx': the system gives no more. Close other programs", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [Provokes("OB1024")]
    [InlineData(28)]
    [InlineData(unchecked((int)0x80070070))]
    public void FullDiskIsNoFaultOfOurs(int code)
    {
        var finding = Failures.Of(new IOException("No space left on device : 'somewhere'", code), "m.onnx");

        Assert.Equal("OB1024", finding.Diagnostic.Code);
        Assert.Contains("No space left on device : 'somewhere'. Make room", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnythingElseIsOurFaultAndOneLine()
    {
        var finding = Failures.Of(new InvalidOperationException("first\r\nsecond"), "m.onnx");

        Assert.Equal("OptiBuild met a fault of its own at 'm.onnx': InvalidOperationException: first. Set the environment variable OPTIBUILD_STACK=1 to see where, and report it.", finding.Message);
    }
}
