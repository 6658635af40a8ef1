using OptiBuild.Cli;
using OptiBuild.Engine;

namespace OptiBuild.Tests.Cli;

public class ExitCodesTests
{
    static readonly Finding Warning = Softened(Diagnostics.ModelMissing.With("m")), Users = Diagnostics.ModelMissing.With("m"), Ours = Diagnostics.Internal.With("m", "E", "x.");

    [Fact]
    public void NoErrorIsDone() => Assert.Equal(0, ExitCodes.Of([Warning]));

    [Fact]
    public void ErrorIsTheUsers() => Assert.Equal(1, ExitCodes.Of([Warning, Users]));

    [Fact]
    public void OurFaultOutweighsTheUsers() => Assert.Equal(2, ExitCodes.Of([Users, Ours]));

    static Finding Softened(Finding finding) => finding with { Diagnostic = finding.Diagnostic with { Severity = Severity.Warning } };
}
