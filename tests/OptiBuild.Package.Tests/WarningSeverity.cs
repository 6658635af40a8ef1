using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>A warning of the optimizer is what the project makes of it, in the first build and in those that use the result again.</summary>
/// <remarks>MSBuild's own rules; TreatWarningsAsErrors does not reach warnings of tasks.</remarks>
[Collection(Builds.Name)]
public sealed class WarningSeverity(Sandbox sandbox)
{
    const string Code = "OB4012", Other = "OB4099";

    Project New() => new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "doubtful").Write("Program.cs", App.Empty);

    static string Heard(BuildResult build) =>
        build.Errors.Any(e => e.Code == Code) ? "error" : build.Warnings.Any(w => w.Code == Code) ? "warning" : "nothing";

    [Fact]
    public void FollowsThePropertiesThatMSBuildKnows()
    {
        var project = New();
        project.Build("-t:Restore").MustSucceed();
        (string[] Arguments, string Severity)[] rows =
        [
            ([], "warning"),
            (["-p:TreatWarningsAsErrors=true"], "warning"),
            (["-p:NoWarn=" + Code], "nothing"),
            (["-p:NoWarn=" + Other], "warning"),
            (["-p:MSBuildWarningsAsMessages=" + Code], "nothing"),
            (["-p:WarningsAsErrors=" + Code], "error"),
            (["-p:WarningsAsErrors=" + Other], "warning"),
            (["-warnaserror"], "error"),
            (["-warnaserror:" + Code], "error"),
            (["-warnaserror", "-p:WarningsNotAsErrors=" + Code], "warning"),
            (["-p:MSBuildTreatWarningsAsErrors=true"], "error"),
        ];

        var heard = rows.Select(row => project.BuildWithoutRestore(["-t:PrepareResources", "-p:BuildingProject=true", .. row.Arguments])).ToArray();

        Assert.Equal(rows.Select(r => $"{string.Join(' ', r.Arguments)} {r.Severity}"), rows.Zip(heard, (r, build) => $"{string.Join(' ', r.Arguments)} {Heard(build)}"));
        Assert.All(heard, build => Assert.Equal(Heard(build) != "error", build.Succeeded));
        Assert.Equal(["garments.onnx"], project.Optimized);
    }

    [Fact]
    public void DoesNotDependOnWhetherTheResultIsNew()
    {
        var project = New();

        var first = project.Build("-warnaserror:" + Code);
        var second = project.BuildWithoutRestore("-warnaserror:" + Code);
        var accepted = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal((false, false), (first.Succeeded, second.Succeeded));
        Assert.Equal(Code, Assert.Single(second.Errors).Code);
        Assert.Equal(first.Errors.Select(e => (e.LineNumber, e.Text)), second.Errors.Select(e => (e.LineNumber, e.Text)));
        Assert.Equal("warning", Heard(accepted));
        Assert.Equal(0, accepted.WorkerStarts);
    }
}
