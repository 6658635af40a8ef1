using System.Text;
using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Json;

public sealed class JsonLinesFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    DataRequest Lines(string text, params ModelInput[] inputs) => Ask.For(folder.Write("d.jsonl", Encoding.UTF8.GetBytes(text)), inputs);

    DataRequest One(string text) => Lines(text, Ask.Floats("x", null, 2));

    [Fact]
    public void ReadsAnObjectInEachLine()
    {
        var samples = Lines("{\"input_ids\": [5, 6], \"attention_mask\": [1, 0], \"label\": 2}\n\n{\"label\": 0, \"attention_mask\": [1, 1], \"input_ids\": [7, 8], \"more\": {}}\n",
            Ask.Longs("input_ids", null, null), Ask.Longs("attention_mask", null, null)).All();

        Assert.Equal([(5L, 1L, 2L), (7L, 1L, 0L)], samples.Select(s => (BitConverter.ToInt64(s.Arrays[0].Data.Span), BitConverter.ToInt64(s.Arrays[1].Data.Span), s.Label!.Class!.Value)));
        Assert.Equal("d.jsonl, line 3", samples[1].Origin);
    }

    [Fact]
    public void ReadsNestedArraysAndBooleans()
    {
        var array = Lines("{\"x\": [[1, true], [2.5, false]]}", Ask.Floats("x", null, 2, 2)).All()[0].Arrays[0];

        Assert.Equal([2, 2], array.Shape);
        Assert.Equal([1, 1, 2.5f, 0], array.Values());
    }

    [Fact]
    public void TakesWordsForClassesAndTextsForTexts()
    {
        const string text = "{\"x\": [1, 2], \"label\": \"b\", \"text\": \"yes\"}\n{\"x\": [1, 2], \"label\": \"a\", \"text\": \"no\"}\n";

        using var classes = Formats.Open(One(text));
        Assert.Equal(["a", "b"], classes.ClassNames);
        Assert.Equal([1L, 0L], classes.Read(CancellationToken.None).Select(s => s.Label!.Class));
        Assert.Equal(["yes", "no"], One(text).With("Metric", "cer").All().Select(s => s.Label!.Text));
    }

    [Theory, Provokes("OB3041")]
    [InlineData("7", "is not a JSON object")]
    [InlineData("{", "is not JSON")]
    [InlineData("{\"x\": [NaN, 1]}", "is not JSON")]
    [InlineData("{\"x\": [1, 2], \"label\": \"\\ud800\"}", "is not JSON")]
    [InlineData("{\"y\": [1, 2]}", "has no field 'x', which the model takes")]
    [InlineData("{\"x\": [1, 2], \"label\": [1]}", "has a list or an object as 'label'")]
    public void RefusesLinesThatAreNoSample(string line, string what)
    {
        Assert.Equal($"d.jsonl, line 1 {what}. Correct the line.", One(line).Refusal("OB3041"));
    }

    [Theory]
    [InlineData("{\"x\": [1, \"a\"]}", "OB3019")]
    [InlineData("{\"x\": [1, 1e999]}", "OB3019")]
    [InlineData("{\"x\": [1, null]}", "OB3019")]
    [InlineData("{\"x\": [1, [2]]}", "OB3019")]
    [InlineData("{\"x\": [1, 2, 3]}", "OB3009")]
    [InlineData("{\"x\": []}", "OB3009")]
    [InlineData("", "OB3005")]
    [InlineData("{\"x\": [1, 2], \"label\": 1}\n{\"x\": [1, 2]}", "OB3013")]
    [Provokes("OB3019"), Provokes("OB3009"), Provokes("OB3005"), Provokes("OB3013")]
    public void RefusesWhatDoesNotFit(string text, string code)
    {
        Assert.NotEmpty(One(text).Refusal(code));
    }

    [Fact, Provokes("OB3041")]
    public void RefusesArraysOfDifferentLength()
    {
        Assert.Contains("has arrays of different length in the field 'x'", Lines("{\"x\": [[1, 2], [3]]}", Ask.Floats("x", null, 2, 2)).Refusal("OB3041"));
    }

    [Fact, Provokes("OB3041")]
    public void RefusesDepthWithoutEnd()
    {
        Assert.Contains("is not JSON", One($"{{\"x\": {new string('[', 100_000)}").Refusal("OB3041"));
    }

    public void Dispose() => folder.Dispose();
}
