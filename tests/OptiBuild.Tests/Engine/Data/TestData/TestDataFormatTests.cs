using Google.Protobuf;
using OptiBuild.Onnx.Proto;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.TestData;

public sealed class TestDataFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static byte[] Tensor(long[] shape, params float[] values)
    {
        var tensor = new TensorProto { DataType = 1 };
        tensor.Dims.AddRange(shape);
        tensor.FloatData.AddRange(values);
        return tensor.ToByteArray();
    }

    void Set(int number, byte[] input, byte[] output)
    {
        folder.Write($"test_data_set_{number}/input_0.pb", input);
        folder.Write($"test_data_set_{number}/output_0.pb", output);
    }

    [Fact]
    public void ReadsASampleFromEachSet()
    {
        foreach (var i in new[] { 10, 2, 0 }) Set(i, Tensor([2, 2], i, 1, 2, 3), Tensor([1], i));

        var samples = Ask.For(folder.Path, Ask.Floats("x", 2, 2)).All();

        Assert.Equal(["test_data_set_0", "test_data_set_2", "test_data_set_10"], samples.Select(s => s.Origin));
        Assert.Equal([0, 2, 10], samples.Select(s => s.Arrays[0].Values()[0]));
        Assert.Equal([2, 2], samples[0].Arrays[0].Shape);
        Assert.All(samples, s => Assert.Null(s.Label));
    }

    [Fact]
    public void TakesAFreeFirstAxisForTheBatch()
    {
        Set(0, Tensor([3, 2], 1, 2, 3, 4, 5, 6), Tensor([3, 1], 7, 8, 9));

        var samples = Ask.For(folder.Path, Ask.Floats("x", null, 2)).With("Metric", "rmse").All();

        Assert.Equal([[1, 2], [3, 4], [5, 6]], samples.Select(s => s.Arrays[0].Values()));
        Assert.Equal([7.0, 8.0, 9.0], samples.Select(s => s.Label!.Numbers![0]));
        Assert.Equal("test_data_set_0, sample 1", samples[1].Origin);
    }

    [Fact]
    public void IsAlsoASingleSet()
    {
        Set(0, Tensor([1, 2], 1, 2), Tensor([1, 2], 3, 4));

        var sample = Ask.For(folder.File("test_data_set_0"), Ask.Floats("x", 1, 2)).With("Metric", "rmse").All().Single();

        Assert.Equal([2], sample.Arrays[0].Shape);
        Assert.Equal([3.0, 4.0], sample.Label!.Numbers!);
    }

    [Fact, Provokes("OB3032")]
    public void RefusesASetWithoutTheSecondInput()
    {
        Set(0, Tensor([1, 2], 1, 2), Tensor([1], 0));

        Assert.Contains("names 'input_1.pb', which does not exist", Ask.For(folder.Path, Ask.Floats("x", null, 2), Ask.Floats("y", null, 2)).Refusal("OB3032"));
    }

    [Theory]
    [InlineData("", "OB3004")]
    [InlineData("not a tensor at all", "OB3004")]
    [Provokes("OB3004")]
    public void RefusesWhatIsNoTensor(string content, string code)
    {
        Set(0, System.Text.Encoding.ASCII.GetBytes(content), Tensor([1], 0));

        Assert.Equal("'test_data_set_0/input_0.pb' is damaged: it is not a complete tensor. Write it again.", Ask.For(folder.Path, Ask.Floats("x", null, 2)).Refusal(code));
    }

    [Theory]
    [InlineData(new long[] { 1, 2 }, "OB3004")]
    [InlineData(new long[] { 1, 1L << 62, 1L << 62 }, "OB3004")]
    [InlineData(new long[] { -1, 3 }, "OB3004")]
    [InlineData(new long[] { 1, 3 }, "OB3009")]
    [Provokes("OB3004"), Provokes("OB3009")]
    public void RefusesAnotherShape(long[] shape, string code)
    {
        Set(0, Tensor(shape, 1, 2, 3), Tensor([1], 0));

        Assert.NotEmpty(Ask.For(folder.Path, Ask.Floats("x", null, 2)).Refusal(code));
    }

    [Fact, Provokes("OB3004")]
    public void RefusesTensorsThatLieElsewhere()
    {
        var tensor = new TensorProto { DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.Dims.AddRange([1, 2]);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../secret" });
        Set(0, tensor.ToByteArray(), Tensor([1], 0));

        Assert.NotEmpty(Ask.For(folder.Path, Ask.Floats("x", null, 2)).Refusal("OB3004"));
    }

    /// <summary>A few bytes must not become samples by the billion.</summary>
    [Theory, Provokes("OB3005")]
    [InlineData(0, "the first axis of 'input_0.pb' is 0 long")]
    [InlineData(2_000_000_000, "the shape of 'input_0.pb' is [2000000000,0]")]
    [InlineData(1L << 60, "the shape of 'input_0.pb' is [1152921504606846976,0]")]
    public void RefusesSamplesWithoutElements(long count, string what)
    {
        Set(0, Tensor([count, 0]), Tensor([1], 0));

        Assert.Equal($"'test_data_set_0' holds no samples: {what}. Give data with samples in it.", Ask.For(folder.Path, Ask.Floats("x", null, null)).Refusal("OB3005"));
    }

    [Fact, Provokes("OB3011")]
    public void RefusesWhatIsNoFiniteNumber()
    {
        Set(0, Tensor([1, 2], 1, float.NaN), Tensor([1], 0));

        Assert.Contains("has NaN", Ask.For(folder.Path, Ask.Floats("x", null, 2)).Refusal("OB3011"));
    }

    public void Dispose() => folder.Dispose();
}
