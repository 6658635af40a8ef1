using OptiBuild.Cli.Talk;

namespace OptiBuild.Tests.Cli;

public class TableTests
{
    [Fact]
    public void ColumnsAreAsWideAsTheirWidestCell()
    {
        var output = new StringWriter { NewLine = "\n" };

        Table.Write(output, "layers", ["node", "op"], [["a", "Conv"], ["longer", "Gemm"]]);

        Assert.Equal("\nlayers:\n  node    op\n  a       Conv\n  longer  Gemm\n", output.ToString());
    }

    [Fact]
    public void NoRowsNoTable()
    {
        var output = new StringWriter();

        Table.Write(output, "layers", ["node"], []);

        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void NamesFromModelsCannotBreakTheTable()
    {
        var output = new StringWriter { NewLine = "\n" };

        Table.Write(output, "layers", ["node"], [["a\nb\u001b[31m"]]);

        Assert.Equal("\nlayers:\n  node\n  a\uFFFDb\uFFFD[31m\n", output.ToString());
    }
}
