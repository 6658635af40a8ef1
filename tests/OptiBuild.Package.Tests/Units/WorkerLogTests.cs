using System.Collections;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

/// <summary>Whatever a worker writes with names from models and data, no line of the build's log starts a command of the system it runs on.</summary>
public class WorkerLogTests
{
    const string Hostile = "::error file=a.cs::owned ##vso[task.setvariable variable=PATH]x ##[group]\u001b[31m\u202E";

    [Theory]
    [InlineData("diagnostic", "error")]
    [InlineData("diagnostic", "warning")]
    [InlineData("diagnostic", "message")]
    [InlineData("summary", "")]
    [InlineData("input", "")]
    [InlineData("output", "")]
    [InlineData("page", "")]
    [InlineData("step", "")]
    [InlineData("unknown", "")]
    public void RecordsStartNoCommand(string kind, string severity) =>
        AssertHarmless(log => log.Read("@@optibuild " + FlatJson.Write(new Dictionary<string, string>
        {
            ["kind"] = kind, ["model"] = "0", ["severity"] = severity, ["code"] = Hostile, ["name"] = Hostile, ["text"] = "\n" + Hostile,
        })));

    [Fact]
    public void WhatNativeCodeSaysStartsNoCommand() => AssertHarmless(log => log.Read("  " + Hostile));

    [Fact]
    public void LastWordsStartNoCommand() => AssertHarmless(log =>
    {
        log.Read(Hostile);
        log.Ended(134);
    });

    static void AssertHarmless(Action<WorkerLog> act)
    {
        var engine = new Recorded();
        var plan = new ModelPlan(Hostile + ".onnx", "/models/" + Hostile + ".onnx", "/app.csproj", "/obj", new Dictionary<string, string>());

        act(new WorkerLog(new TaskLoggingHelper(engine, "OptimizeModels"), [plan], "/app.csproj"));

        Assert.NotEmpty(engine.Lines);
        Assert.All(engine.Lines, line => Assert.DoesNotMatch(@"::|##|\p{Cc}|\p{Cf}", line));
    }

    sealed class Recorded : IBuildEngine
    {
        public List<string> Lines { get; } = [];
        public bool ContinueOnError => false;
        public int LineNumberOfTaskNode => 0;
        public int ColumnNumberOfTaskNode => 0;
        public string ProjectFileOfTaskNode => "/app.csproj";

        public void LogErrorEvent(BuildErrorEventArgs e) => Lines.Add($"{e.Code} {e.Message}");

        public void LogWarningEvent(BuildWarningEventArgs e) => Lines.Add($"{e.Code} {e.Message}");

        public void LogMessageEvent(BuildMessageEventArgs e) => Lines.Add($"{e.Code} {e.Message}");

        public void LogCustomEvent(CustomBuildEventArgs e) => Lines.Add(e.Message ?? "");

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => false;
    }
}
