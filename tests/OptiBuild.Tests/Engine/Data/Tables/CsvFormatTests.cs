using OptiBuild.Engine.Data;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Tables;

public sealed class CsvFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly ModelInput Two = Ask.Floats("x", null, 2);

    DataRequest Csv(string text, params ModelInput[] inputs) =>
        Ask.For(folder.Write("d.csv", System.Text.Encoding.UTF8.GetBytes(text)), inputs.Length == 0 ? [Two] : inputs);

    [Theory]
    [InlineData("a,b\n1,2\n3,4.5\n")]
    [InlineData("1,2\n3,4.5\n")]
    [InlineData("\uFEFFa;b\r\n1;2\r\n\r\n3;4.5")]
    [InlineData("a\tb\n 1 \t2e0\n3\t\"4.5\"\n")]
    public void ReadsFeaturesInOrder(string text)
    {
        var samples = Csv(text).All();

        Assert.Equal([[1, 2], [3, 4.5f]], samples.Select(s => s.Arrays[0].Values()));
        Assert.All(samples, s => Assert.Null(s.Label));
        Assert.Equal([2], samples[0].Arrays[0].Shape);
    }

    [Theory]
    [InlineData("a,b,price\n1,2,7\n", "last column too many")]
    [InlineData("1,2,7\n", "last column too many")]
    [InlineData("a,label,b\n1,7,2\n", "known name")]
    [InlineData("Target,a,b\n7,1,2\n", "known name")]
    [InlineData("y,a,b\n7,1,2\n", "y at the edge")]
    [InlineData("x,y,z\n1,2,7\n", "y in the middle is a coordinate")]
    public void FindsTheLabel(string text, string why)
    {
        var sample = Assert.Single(Csv(text).All());

        Assert.True(sample.Label!.Class == 7, why);
        Assert.Equal([1, 2], sample.Arrays[0].Values());
    }

    [Fact]
    public void TakesTheLabelColumnThatTheOptionNames()
    {
        var sample = Assert.Single(Csv("a,kind,b\n1,3,2\n").With("Labels", "kind").All());

        Assert.Equal(3, sample.Label!.Class);
        Assert.Equal([1, 2], sample.Arrays[0].Values());
    }

    [Fact]
    public void TakesLabelsFromAnotherFile()
    {
        var labels = folder.Write("labels.txt", "5\n6\n"u8);

        Assert.Equal([5L, 6L], Csv("1,2\n3,4\n").With("Labels", labels).All().Select(s => s.Label!.Class));
    }

    [Theory]
    [InlineData("1,2,0\n1,2,1\n", LabelKind.Classes)]
    [InlineData("1,2,0\n1,2,1.0\n", LabelKind.Numbers)]
    [InlineData("1,2,-0.5\n1,2,1\n", LabelKind.Numbers)]
    [InlineData("1,2\n3,4\n", LabelKind.None)]
    public void TellsClassesFromNumbers(string text, LabelKind kind)
    {
        using var samples = Formats.Open(Csv(text));

        Assert.Equal(kind, samples.Labels);
    }

    [Fact]
    public void DropsTheLabelColumnForCalibration()
    {
        var samples = Csv("a,b,label\n1,2,-1\n").ForCalibration().All();

        Assert.Equal([1, 2], samples[0].Arrays[0].Values());
        Assert.Null(samples[0].Label);
    }

    [Fact]
    public void FillsAnyShape()
    {
        var samples = Csv("label,p0,p1,p2,p3\n9,1,2,3,4\n", Ask.Floats("image", null, 1, 2, 2)).All();

        Assert.Equal([1, 2, 2], samples[0].Arrays[0].Shape);
        Assert.Equal([1, 2, 3, 4], samples[0].Arrays[0].Values());
        Assert.Equal(9, samples[0].Label!.Class);
    }

    [Fact]
    public void FillsAFreeSizeWithAllColumns()
    {
        Assert.Equal([3], Csv("1,2,3\n", Ask.Floats("x", null, null)).All()[0].Arrays[0].Shape);
    }

    [Fact]
    public void GivesSeveralInputsTheColumnsOfTheirNames()
    {
        var samples = Csv("size_0,age,size_1,class\n1,30,2,4\n", Ask.Longs("age", null, 1), Ask.Floats("size", null, 2)).All();

        Assert.Equal(30, BitConverter.ToInt64(samples[0].Arrays[0].Data.Span));
        Assert.Equal([1, 2], samples[0].Arrays[1].Values());
        Assert.Equal(4, samples[0].Label!.Class);
    }

    [Theory]
    [InlineData(ElementType.Int64, "-9007199254740992", 8)]
    [InlineData(ElementType.UInt8, "255", 1)]
    [InlineData(ElementType.Bool, "1", 1)]
    [InlineData(ElementType.Double, "0.1", 8)]
    [InlineData(ElementType.Float16, "0.5", 2)]
    public void WritesTheModelsType(ElementType type, string cell, int bytes)
    {
        var array = Csv($"{cell}\n", new ModelInput("x", type, [null, 1])).All()[0].Arrays[0];

        Assert.Equal(type, array.Type);
        Assert.Equal(bytes, array.Data.Length);
    }

    [Theory, Provokes("OB3019")]
    [InlineData("a,b\n1,\n", ElementType.Float, "d.csv, row 2, column 'b', has '' where a number of type float is expected.")]
    [InlineData("1,2\n3,cat\n", ElementType.Float, "d.csv, row 2, column 2, has 'cat' where a number of type float is expected.")]
    [InlineData("1,2\n3,1e39\n", ElementType.Float, "d.csv, row 2, column 2, has '1e39' where a number of type float is expected.")]
    [InlineData("1,2.5\n", ElementType.Int64, "d.csv, row 1, column 2, has '2.5' where a number of type int64 is expected.")]
    [InlineData("a;b\n1;2,5\n", ElementType.Float, "d.csv, row 2, column 'b', has '2,5' where a number of type float is expected.")]
    public void RefusesCellsThatTheModelCannotTake(string text, ElementType type, string message)
    {
        Assert.StartsWith(message, Csv(text, new ModelInput("x", type, [null, 2])).Refusal("OB3019"));
    }

    [Theory, Provokes("OB3011")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void RefusesWhatIsNoFiniteNumber(string cell)
    {
        Assert.StartsWith($"d.csv, row 2 has {cell} at column 'b'.", Csv($"a,b\n1,{cell}\n").Refusal("OB3011"));
    }

    [Fact, Provokes("OB3020")]
    public void RefusesRowsOfAnotherLength()
    {
        Assert.Equal("d.csv, row 3 has 3 cells, and the rows before it have 2. Correct the row.", Csv("a,b\n1,2\n1,2,3\n").Refusal("OB3020"));
    }

    [Fact, Provokes("OB3021")]
    public void RefusesAnotherNumberOfColumns()
    {
        Assert.Equal("'d.csv' has 4 feature columns, and the model takes [2] for one sample of input 'x'. Give the features as columns in the model's order, and at most one label column.",
            Csv("a,b,c,d\n1,2,3,4\n").Refusal("OB3021"));
    }

    [Fact, Provokes("OB3008")]
    public void RefusesColumnsThatBelongToNoInput()
    {
        Assert.StartsWith("'d.csv' has the columns 'age', 'weight', 'height', and the model has the inputs 'age', 'size'.",
            Csv("age,weight,height\n1,2,3\n", Ask.Floats("age", null, 1), Ask.Floats("size", null, 1)).Refusal("OB3008"));
    }

    [Fact, Provokes("OB3018")]
    public void RefusesALabelsOptionThatNamesNothing()
    {
        Assert.Equal("Labels 'kind' is neither a file nor a column. 'd.csv' has the columns 'a', 'b', 'c': name one, or a file.", Csv("a,b,c\n1,2,3\n").With("Labels", "kind").Refusal("OB3018"));
    }

    [Fact, Provokes("OB3015")]
    public void RefusesLabelsThatAreNoNumbers()
    {
        Assert.Equal("d.csv, row 3 has label 'dog', which is not a number. Classes are numbered from 0.", Csv("a,b,label\n1,2,0\n1,2,dog\n").Refusal("OB3015"));
    }

    [Fact, Provokes("OB3014")]
    public void RefusesNegativeClasses()
    {
        Assert.StartsWith("d.csv, row 1 has label -1.", Csv("1,2,-1\n").Refusal("OB3014"));
    }

    [Theory, Provokes("OB3005")]
    [InlineData("", "the file has no rows")]
    [InlineData("a,b\n", "there is no row below the heading")]
    public void RefusesNoSamples(string text, string message)
    {
        Assert.Equal($"'d.csv' holds no samples: {message}. Give data with samples in it.", Csv(text).Refusal("OB3005"));
    }

    [Fact, Provokes("OB3004")]
    public void RefusesAQuoteThatNobodyCloses()
    {
        var text = "1,2\n3,\"4" + string.Concat(Enumerable.Repeat("\n1,2", 50_000));

        Assert.StartsWith("'d.csv' is damaged: row ", Csv(text).Refusal("OB3004"));
    }

    public void Dispose() => folder.Dispose();
}
