using System.Text.Json;
using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

public sealed class FlatJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("C:\\models\\größe \"1\".onnx")]
    [InlineData("a\nb\tc\u0001\u2028 模型 😀")]
    public void WritesWhatOtherReadersRead(string text) =>
        Assert.Equal(text, JsonDocument.Parse(FlatJson.Write([new("name", text)])).RootElement.GetProperty("name").GetString());

    [Theory]
    [InlineData("")]
    [InlineData("C:\\models\\größe \"1\".onnx")]
    [InlineData("a\nb\tc\b\f\r/\u2028 模型 😀")]
    public void ReadsWhatOtherWritersWrite(string text) =>
        Assert.Equal(text, FlatJson.Read(JsonSerializer.Serialize(new { name = text }))!["name"]);

    [Fact]
    public void ReadsNumbersAndWordsAsTheyStand() =>
        Assert.Equal(["-1.5e3", "true", "null"], FlatJson.Read(""" { "a" : -1.5e3, "b":true ,"c":null } """)!.Values);

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":\"\\u12\"}")]
    [InlineData("{\"a\":{\"b\":1}}")]
    public void IsNullForAnythingElse(string text) => Assert.Null(FlatJson.Read(text));
}
