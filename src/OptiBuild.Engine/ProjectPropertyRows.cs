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
        new("OptiBuildPlatform",       "that of `dotnet`",    "linux-x64, osx-arm64, win-arm64, win-x64", "The platform that the optimizer runs on."),
    ];
}

/// <param name="Default">As printed in the README.</param>
public sealed record ProjectPropertyRow(string Name, string Default, string Values, string Meaning);
