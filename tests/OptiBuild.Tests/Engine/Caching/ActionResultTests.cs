using System.Text;
using OptiBuild.Engine.Caching;

namespace OptiBuild.Tests.Engine.Caching;

public class ActionResultTests
{
    /// <summary>Of no bytes: FIPS 180-4's SHA-256 of the empty message.</summary>
    const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void IsProtobufsJson() => Assert.Equal(
        $$$"""{"outputFiles":[{"path":"a","digest":{"hash":"{{{Empty}}}","sizeBytes":"0"}},{"path":"b","digest":{"hash":"{{{Empty}}}","sizeBytes":"5000000000"}}]}""",
        Encoding.UTF8.GetString(ActionResult.Write(new Dictionary<string, Digest> { ["b"] = new(Empty, 5_000_000_000), ["a"] = Digest.Of([]) })));

    [Theory]
    [InlineData("outputFiles", "sizeBytes", "\"7\"")]
    [InlineData("output_files", "size_bytes", "7")]
    public void IsReadInEverySpelling(string files, string size, string number)
    {
        var json = $$$"""{ "exitCode": 0, "{{{files}}}": [ { "path": "a", "isExecutable": false, "digest": { "{{{size}}}": {{{number}}}, "hash": "{{{Empty}}}" } } ], "executionMetadata": { "worker": "x" } }""";

        Assert.Equal(new Dictionary<string, Digest> { ["a"] = new(Empty, 7) }, ActionResult.Read(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>no</html>")]
    [InlineData("""{"outputFiles":{}}""")]
    [InlineData("""{"outputFiles":[null]}""")]
    [InlineData("""{"outputFiles":[{"path":null,"digest":{"hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sizeBytes":"1"}}]}""")]
    [InlineData("""{"outputFiles":[{"path":"a","digest":{"hash":"../../../../../../../../../../../../../../../../../../../../../etc","sizeBytes":"1"}}]}""")]
    [InlineData("""{"outputFiles":[{"path":"a","digest":{"hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sizeBytes":"-1"}}]}""")]
    [InlineData("""{"outputFiles":[{"path":"a","digest":{"hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sizeBytes":"99999999999999999999"}}]}""")]
    public void AnythingElseIsRefused(string json) => Assert.Throws<InvalidDataException>(() => ActionResult.Read(Encoding.UTF8.GetBytes(json)));
}
