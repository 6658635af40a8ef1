using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace OptiBuild.Engine.Caching;

/// <summary>How long a server is waited for.</summary>
/// <param name="Connect">Until it takes the call.</param>
/// <param name="Answer">For a whole answer, beside the time that its bytes take.</param>
/// <param name="BytesPerSecond">Slower than this is as good as not at all.</param>
sealed record Patience(TimeSpan Connect, TimeSpan Answer, long BytesPerSecond)
{
    public static Patience Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), 1 << 20);

    public TimeSpan For(long bytes) => Answer + TimeSpan.FromSeconds(bytes / (double)BytesPerSecond);
}

/// <summary>A server that speaks the protocol of Bazel's remote caches: GET and PUT of <c>/ac/key</c> and <c>/cas/sha256</c>.</summary>
/// <remarks>https://bazel.build/remote/caching#http-caching. Redirects are not followed: credentials go to the server that was named, and what comes from elsewhere is not what was asked for.</remarks>
sealed class RemoteStore : IDisposable
{
    const string Json = "application/json", Octets = "application/octet-stream";

    readonly HttpClient client;
    readonly Patience patience;

    public RemoteStore(Uri address, AuthenticationHeaderValue? credentials, Patience patience)
    {
        this.patience = patience;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = patience.Connect })
        {
            BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.Authorization = credentials;
    }

    /// <param name="most">Longer answers are not read.</param>
    /// <returns>Null where it has none.</returns>
    /// <exception cref="RemoteException">It cannot be asked.</exception>
    public byte[]? Get(CachePart part, string name, long most, CancellationToken cancel) => Within(patience.For(most), async limit =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(part, name));
        request.Headers.Accept.Add(new(part == CachePart.Ac ? Json : Octets));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        RequireSuccess(response);
        if (response.Content.Headers.ContentLength > most) throw new RemoteException(Invariant($"it answers with {response.Content.Headers.ContentLength} bytes where at most {most} are expected."));
        return await Read(response, most, limit).ConfigureAwait(false);
    }, cancel);

    /// <exception cref="RemoteException">It does not take it.</exception>
    public void Put(CachePart part, string name, byte[] content, CancellationToken cancel) => Within(patience.For(content.Length), async limit =>
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new(part == CachePart.Ac ? Json : Octets);
        using var request = new HttpRequestMessage(HttpMethod.Put, AddressOf(part, name)) { Content = body };
        using var response = await client.SendAsync(request, limit).ConfigureAwait(false);
        RequireSuccess(response);
        return content;
    }, cancel);

    static string AddressOf(CachePart part, string name) => $"{(part == CachePart.Ac ? "ac" : "cas")}/{name}";

    static void RequireSuccess(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode) return;
        var what = (int)response.StatusCode is >= 300 and < 400 ? "it redirects elsewhere, which is not followed" : "it refuses";
        throw new RemoteException(Invariant($"{what} (HTTP {(int)response.StatusCode}).")) { IsAnswer = true };
    }

    /// <remarks>Grows with what comes: a promise of bytes alone takes no memory.</remarks>
    static async Task<byte[]> Read(HttpResponseMessage response, long most, CancellationToken limit)
    {
        using var stream = await response.Content.ReadAsStreamAsync(limit).ConfigureAwait(false);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(buffer, limit).ConfigureAwait(false)) > 0;)
        {
            if (content.Length + read > most) throw new RemoteException(Invariant($"it answers with more than the {most} bytes that are expected."));
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    static byte[]? Within(TimeSpan time, Func<CancellationToken, Task<byte[]?>> ask, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        try
        {
            return ask(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RemoteException(Invariant($"it did not answer in time ({time.TotalSeconds:0.#} s)."));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or NotSupportedException)
        {
            throw new RemoteException(e.Message.TrimEnd('.') + ".", e);
        }
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public void Dispose() => client.Dispose();
}

/// <summary>Why a server was of no use. Never leaves this folder: <see cref="ResultCache"/> makes it a message.</summary>
sealed class RemoteException(string reason, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>It is there and answers, but does not do what was asked.</summary>
    public bool IsAnswer { get; init; }
}
