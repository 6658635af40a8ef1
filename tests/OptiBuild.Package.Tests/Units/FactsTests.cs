using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

public sealed class FactsTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    Facts Read(string text)
    {
        File.WriteAllText(_file, text);
        return Facts.Read(_file);
    }

    /// <summary>The app hands these names to ONNX Runtime, which knows them as the model has them.</summary>
    [Theory]
    [InlineData("a%7Cb%2Cc|float|N,1", "a|b,c", "N, 1")]
    [InlineData("100%25|float|", "100%", "")]
    [InlineData("%zz%4|float|N", "%zz%4", "N")]
    [InlineData("only a name", "only a name", "")]
    public void GiveNamesAsTheyAreInTheModel(string text, string name, string shape)
    {
        var port = Assert.Single(Read($"Input={text}\n").Inputs);

        Assert.Equal((name, shape), (port.Name, port.Shape));
    }

    [Fact]
    public void GiveEachClassItsFigures()
    {
        var one = Assert.Single(Read("Class=a%7Cb|0.5|0.25\nClassName=x=y%0Az\n").Classes);

        Assert.Equal(("a|b", 0.5, 0.25), (one.Name, one.Original, one.Optimized));
        Assert.Equal(["x=y\nz"], Facts.Read(_file).ClassNames);
    }
}
