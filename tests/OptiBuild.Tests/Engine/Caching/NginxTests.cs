using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Caching;

/// <summary>A real server: nginx with its WebDAV module, which the documentation of Bazel's remote caching names.</summary>
public class NginxTests
{
    [FactNeedingNginx]
    public void KeepsAndGivesResultsAndRefusesStrangers()
    {
        using var run = new CacheRun();
        using var folder = new TempFolder();
        using var nginx = new Nginx(folder);

        var stranger = run.Build(run.Job(), new(null, "0", null, nginx.Url));
        var made = run.Build(run.Job(), new(null, "0", null, nginx.Url), Known);
        var found = run.Build(run.Job(), new(null, "0", null, nginx.Url), Known);

        Assert.Equal((ResultOrigin.Made, "OB1033"), (stranger.Origin, stranger.Codes));
        Assert.Equal((ResultOrigin.Made, ""), (made.Origin, made.Codes));
        Assert.Equal((ResultOrigin.Remote, ""), (found.Origin, found.Codes));
        found.MustEqual(made);
    }

    [FactNeedingNginx]
    public void WhatItsDiskLostIsMadeAnew()
    {
        using var run = new CacheRun();
        using var folder = new TempFolder();
        using var nginx = new Nginx(folder);
        var made = run.Build(run.Job(), new(null, "0", null, nginx.Url), Known);
        foreach (var blob in Directory.GetFiles(folder.File("data/cas"))) File.WriteAllBytes(blob, File.ReadAllBytes(blob)[..^1]);

        var mended = run.Build(run.Job(), new(null, "0", null, nginx.Url), Known);

        Assert.Equal((ResultOrigin.Made, "OB1034"), (mended.Origin, mended.Codes));
        mended.MustEqual(made);
        Assert.Equal(ResultOrigin.Remote, run.Build(run.Job(), new(null, "0", null, nginx.Url), Known).Origin);
    }

    static string? Known(string variable) => variable == "OPTIBUILD_CACHE_TOKEN" ? Nginx.Token : null;
}

[AttributeUsage(AttributeTargets.Method)]
sealed class FactNeedingNginxAttribute : FactAttribute
{
    public FactNeedingNginxAttribute() => Skip = Nginx.Program is null ? "There is no nginx; .ci/run installs it." : null;
}

/// <summary>nginx of its own, on a free port of the loopback, as long as this lives. Everybody reads, who knows the token writes.</summary>
sealed class Nginx : IDisposable
{
    public const string Token = "w7Zz";

    static readonly TimeSpan Start = TimeSpan.FromSeconds(20);

    readonly Process process;
    readonly int port;

    public Nginx(TempFolder folder)
    {
        port = FreePort();
        Directory.CreateDirectory(folder.File("data"));
        folder.Write("nginx.conf", System.Text.Encoding.UTF8.GetBytes(Configuration(folder.Path, port)));
        process = Process.Start(new ProcessStartInfo(Program!, ["-p", folder.Path, "-c", folder.File("nginx.conf"), "-e", folder.File("errors")]) { RedirectStandardError = true })!;
        var watch = Stopwatch.StartNew();
        while (!Listens())
        {
            if (process.HasExited || watch.Elapsed > Start) throw new InvalidOperationException("nginx does not run: " + (process.HasExited ? process.StandardError.ReadToEnd() : "no answer"));
            Thread.Sleep(50);
        }
    }

    /// <summary>Null where there is none.</summary>
    public static string? Program { get; } = new[] { "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx" }.FirstOrDefault(File.Exists);

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/cache");

    static string Configuration(string folder, int port) => $$"""
        daemon off;
        master_process off;
        pid {{folder}}/pid;
        events { }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          client_max_body_size 2g;
          server {
            listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}};
            location /cache/ {
              alias {{folder}}/data/;
              dav_methods PUT DELETE;
              create_full_put_path on;
              set $access "$request_method $http_authorization";
              if ($access !~ "^(GET|HEAD) |^PUT Bearer {{Token}}$") { return 401; }
            }
          }
        }
        """;

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    bool Listens()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
