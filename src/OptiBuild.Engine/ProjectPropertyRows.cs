using System.Collections.Immutable;

namespace OptiBuild.Engine;

/// <summary>What a project sets once for all its models, beside the properties <c>OptiBuild…</c> that are named after options.</summary>
public static class ProjectPropertyRows
{
    const string TrueFalse = "true, false";

    public static ImmutableArray<ProjectPropertyRow> All { get; } =
    [
        new("OptiBuildEnabled",        "true",                TrueFalse,                                 "`false` ships models as they are."),
        new("OptiBuildThreads",        "one for each core",   "a number",                                "Threads for all models of the project together. Changes no result."),
        new("OptiBuildAcceptBaseline", "false",               TrueFalse,                                 "The results become the accepted ones, in the file that `Baseline` names."),
        new("OptiBuildReports",        "json;html",           "names of report forms separated by ';'",  "The reports that a build writes, also when its gate fails."),
        new("OptiBuildReportsFolder",  "obj/optibuild",       "a folder",                                "Where reports go, there as `<project>.optibuild.*`."),
        new("OptiBuildHistory",        "",                    "a file",                                  "Gets a line for every build that differs in model, data, options or versions from the one before it."),
        new("OptiBuildCacheMode",      "ReadWrite; ReadOnly in builds of pull requests", "ReadWrite, ReadOnly, Off",  "`ReadOnly`: nothing is put on the server. `Off`: no cache at all."),
        new("OptiBuildCacheFolder",    "`$XDG_CACHE_HOME/optibuild` or `~/.cache/optibuild`, `~/Library/Caches/optibuild` on macOS, `%LOCALAPPDATA%\\OptiBuild\\cache` on Windows", "a folder", "Where results are kept."),
        new("OptiBuildCacheSize",      "2GB",                 "a size such as 500MB",                    "What may lie there; what was not used for longest goes first. `0`: nothing."),
        new("OptiBuildCacheUrl",       "",                    "an address",                              "A server that speaks the HTTP protocol of Bazel's remote caches, such as bazel-remote, or nginx with WebDAV."),
        new("OptiBuildPlatform",       "that of `dotnet`",    "linux-x64, osx-arm64, win-arm64, win-x64", "The platform that the optimizer runs on."),
    ];
}

/// <param name="Default">As printed in the README.</param>
public sealed record ProjectPropertyRow(string Name, string Default, string Values, string Meaning);
