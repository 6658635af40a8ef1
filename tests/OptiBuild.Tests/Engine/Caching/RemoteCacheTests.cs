using System.Diagnostics;
using System.Text;
using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Caching;

/// <summary>Against a server that checks as existing ones do, and whatever may go wrong with one.</summary>
public class RemoteCacheTests
{
    const int Gigabytes = int.MaxValue;

    [Fact]
    public void AnotherMachineGetsTheSameBytes()
    {
        using var run = new CacheRun();
        using var server = new CacheServer();

        var (made, found) = (run.BuildWith(server), run.BuildWith(server));
        var local = run.Build();

        Assert.Equal((ResultOrigin.Made, ResultOrigin.Remote, ResultOrigin.Local), (made.Origin, found.Origin, local.Origin));
        found.MustEqual(made);
        local.MustEqual(made);
        Assert.Equal("", made.Codes + found.Codes);
        string[] order = [.. server.Requests.Where(r => r.Method == "PUT").Select(r => r.Path.Split('/')[1])];
        Assert.Equal(["cas", "cas", "cas", "ac"], order);
    }

    public static TheoryData<string> Faults => ["500", "403", "redirect", "slow", "truncated", "huge", "endless", "refused", "closed", "no http"];

    /// <summary>The build is right, the line says why, and nobody waits for the server a second time.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    [Provokes("OB1032")]
    public void AServerThatFailsIsAMessageAndAskedOnce(string fault)
    {
        using var run = new CacheRun();
        using var server = new CacheServer();
        using var elsewhere = new CacheServer();
        var made = run.BuildWith(server);
        var before = server.Requests.Count;
        if (fault == "slow") server.Delay = TimeSpan.FromMinutes(1);
        else if (fault == "refused") server.Dispose();
        else server.Fault = _ => Bytes(fault, elsewhere.Url);
        var watch = Stopwatch.StartNew();

        var built = run.BuildWith(server);

        Assert.Equal((ResultOrigin.Made, "OB1032"), (built.Origin, built.Codes));
        Assert.Contains(server.Url, built.Result.Findings[0].Message, StringComparison.Ordinal);
        built.MustEqual(made);

        // A connection that was closed before an answer began is tried anew by the HTTP client itself, three times.
        Assert.InRange(server.Requests.Count - before, 0, fault == "closed" ? 4 : 1);
        Assert.DoesNotContain(server.Requests.Skip(before), r => r.Method == "PUT");
        Assert.Empty(elsewhere.Requests);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(50), $"It took {watch.Elapsed}.");
    }

    public static TheoryData<string> Damages => ["garbage", "wrong hash", "short", "not ours"];

    /// <summary>One entry is damaged, the server is not: it gets the entry anew.</summary>
    [Theory]
    [MemberData(nameof(Damages))]
    public void ADamagedEntryIsMadeAndPutAnew(string damage)
    {
        using var run = new CacheRun();
        using var server = new CacheServer();
        var made = run.BuildWith(server);
        foreach (var (path, content) in server.Kept.ToArray()) server.Kept[path] = Damaged(damage, path, content);

        var mended = run.BuildWith(server);
        var found = run.BuildWith(server);

        Assert.Equal((ResultOrigin.Made, "OB1034"), (mended.Origin, mended.Codes));
        mended.MustEqual(made);
        Assert.Equal((ResultOrigin.Remote, ""), (found.Origin, found.Codes));
    }

    [Fact]
    public void MissingBytesAreAMissWithoutAWord()
    {
        using var run = new CacheRun();
        using var server = new CacheServer();
        var made = run.BuildWith(server);
        foreach (var path in server.Kept.Keys.Where(k => k.StartsWith("/cas/", StringComparison.Ordinal)).Take(1)) server.Kept.TryRemove(path, out _);
        server.Fault = r => r is { Method: "GET", Path: ['/', 'a', ..] } && server.Kept.TryGetValue(r.Path, out var action) ? CacheServer.Answer(200, action) : null;

        var again = run.BuildWith(server);

        Assert.Equal((ResultOrigin.Made, ""), (again.Origin, again.Codes));
        again.MustEqual(made);
    }

    [Fact]
    [Provokes("OB1033")]
    public void AServerThatTakesNothingIsStillRead()
    {
        using var run = new CacheRun();
        using var server = new CacheServer();
        server.Fault = r => r.Method == "PUT" ? CacheServer.Answer(401) : null;

        var first = run.BuildWith(server);
        server.Fault = null;
        run.BuildWith(server);
        server.Fault = r => r.Method == "PUT" ? CacheServer.Answer(401) : null;
        var second = run.BuildWith(server);

        Assert.Equal((ResultOrigin.Made, "OB1033"), (first.Origin, first.Codes));
        Assert.Equal((ResultOrigin.Remote, ""), (second.Origin, second.Codes));
    }

    [Theory]
    [InlineData("ReadOnly", "", 0)]
    [InlineData("", "CI_MERGE_REQUEST_IID", 0)]
    [InlineData("ReadWrite", "CI_MERGE_REQUEST_IID", 4)]
    [InlineData("", "", 4)]
    public void ModeDecidesWhetherAnythingIsPut(string mode, string variable, int puts)
    {
        using var run = new CacheRun();
        using var server = new CacheServer();

        var built = run.Build(run.Job(), new(run.Folder, null, mode, server.Url), name => name == variable ? "7" : null);

        Assert.Equal(puts, server.Requests.Count(r => r.Method == "PUT"));
        Assert.Equal(ResultOrigin.Made, built.Origin);
        Assert.NotEmpty(run.Stored("ac"));
    }

    [Fact]
    public void OffAsksNobodyAndKeepsNothing()
    {
        using var run = new CacheRun();
        using var server = new CacheServer();

        run.Build(run.Job(), new(run.Folder, null, "off", server.Url));

        Assert.Empty(server.Requests);
        Assert.Empty(run.Stored("ac"));
    }

    [Fact]
    public void CredentialsGoToTheServerAndNowhereElse()
    {
        using var run = new CacheRun();
        using var server = new CacheServer();
        server.Fault = _ => CacheServer.Answer(403);

        var token = run.Build(run.Job(), new(null, "0", null, server.Url), name => name == "OPTIBUILD_CACHE_TOKEN" ? "s3cret" : null);
        var basic = run.Build(run.Job(), new(null, "0", null, server.Url), name => name switch { "OPTIBUILD_CACHE_USER" => "eve", "OPTIBUILD_CACHE_PASSWORD" => "s3cret", _ => null });

        Assert.Equal(["Bearer s3cret", "Basic " + Convert.ToBase64String("eve:s3cret"u8)], server.Requests.Select(r => r.Headers["authorization"]));
        Assert.DoesNotContain("s3cret", string.Concat(token.Result.Findings.Concat(basic.Result.Findings).Select(f => f.Message)), StringComparison.Ordinal);
    }

    /// <summary>The sizes that an entry claims are bounded by the original's, before a byte is asked for.</summary>
    [Fact]
    public void AnEntryThatClaimsGigabytesIsRefusedUnread()
    {
        using var run = new CacheRun();
        using var server = new CacheServer();
        run.BuildWith(server);
        var (path, action) = server.Kept.Single(k => k.Key.StartsWith("/ac/", StringComparison.Ordinal));
        var files = ActionResult.Read(action).ToDictionary(f => f.Key, f => f.Value with { Size = Gigabytes });
        server.Kept[path] = ActionResult.Write(files);
        var before = server.Requests.Count;

        var built = run.BuildWith(server, ("MinSizeReduction", "1%"));

        Assert.Equal((ResultOrigin.Made, "OB1034"), (built.Origin, built.Codes));
        Assert.Equal(["/ac/"], server.Requests.Skip(before).Where(r => r.Method == "GET").Select(r => r.Path[..4]));
    }

    static byte[] Bytes(string fault, string elsewhere) => fault switch
    {
        "500"       => CacheServer.Answer(500),
        "403"       => CacheServer.Answer(403),
        "redirect"  => CacheServer.Answer(302, null, $"Location: {elsewhere}/cas/{new string('a', 64)}\r\n"),
        "truncated" => CacheServer.Answer(200, "{}"u8.ToArray(), "Content-Length: 400\r\n"),
        "huge"      => CacheServer.Answer(200, "{}"u8.ToArray(), "Content-Length: 99999999999\r\n"),
        "endless"   => [.. "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8, .. new byte[1 << 20]],
        "no http"   => "SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray(),
        _           => [],
    };

    static byte[] Damaged(string damage, string path, byte[] content)
    {
        var isAction = path.StartsWith("/ac/", StringComparison.Ordinal);
        return (damage, isAction) switch
        {
            ("garbage", true)     => """{"outputFiles":[]}"""u8.ToArray(),
            ("not ours", true)    => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace("result.json", "libfoo.so", StringComparison.Ordinal)),
            ("wrong hash", false) => [.. content[..^1], (byte)(content[^1] ^ 1)],
            ("short", false)      => content[..^1],
            _                     => content,
        };
    }
}
