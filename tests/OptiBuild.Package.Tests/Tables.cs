using System.Xml.Linq;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.MSBuild;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>What build files and the task repeat of the engine's tables, since they cannot reference it.</summary>
public sealed class Tables
{
    static XDocument BuildFile(string name) => XDocument.Load(Path.Combine(Sandbox.RepositoryRoot, "src", "OptiBuild.MSBuild", "build", name));

    [Fact]
    public void EveryOptionHasAProjectWideProperty()
    {
        var defaults = BuildFile("OptiBuild.props").Descendants("OptimizeModel").Elements().Select(e => (e.Name.LocalName, e.Value));

        Assert.Equal(OptionRows.All.Select(r => (r.Name, $"$(OptiBuild{r.Name})")), defaults);
    }

    [Fact]
    public void ErrorsOfBuildFilesHaveTheirRow()
    {
        var errors = BuildFile("OptiBuild.targets").Descendants("Error").Select(e => (e.Attribute("Code")!.Value, e.Attribute("Text")!.Value.Replace("$(OptiBuildPlatform)", "{0}", StringComparison.Ordinal)));

        Assert.All(errors, error => Assert.Contains(error, Diagnostics.All.Select(d => (d.Code, d.Text))));
    }

    [Theory]
    [InlineData("OB1002", Complaint.InvalidText)]
    [InlineData("OB1005", Complaint.UnwritableText)]
    [InlineData("OB1008", Complaint.NameTakenText)]
    [InlineData("OB9003", Complaint.WorkerEndedText)]
    public void ErrorsOfTheTaskHaveTheirRow(string code, string text) =>
        Assert.Equal(text, Diagnostics.All.Single(d => d.Code == code).Text);

    [Fact]
    public void MessagesThatAreQuietAreMessages() =>
        Assert.All(WorkerLog.Quiet, code => Assert.Equal(Severity.Message, Diagnostics.All.Single(d => d.Code == code).Severity));

    [Fact]
    public void ReportsThatAreTakenAwayAreThoseThatAreMade()
    {
        var made = ReportForms.All.Select(f => f.Extension);

        Assert.Equal(made, ReportWish.Extensions);
        Assert.Equal(string.Join(';', made), BuildFile("OptiBuild.targets").Descendants("_OptiBuildTold").Single().Attribute("Include")!.Value);
    }
}
