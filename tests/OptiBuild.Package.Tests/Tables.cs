using System.Text.RegularExpressions;
using System.Xml.Linq;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.MSBuild;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>What build files and the task repeat of the engine's tables, since they cannot reference it.</summary>
public sealed partial class Tables
{
    static XDocument BuildFile(string name) => XDocument.Load(Path.Combine(Sandbox.RepositoryRoot, "src", "OptiBuild.MSBuild", "build", name));

    [Fact]
    public void EveryOptionHasAProjectWideProperty()
    {
        var defaults = BuildFile("OptiBuild.props").Descendants("OptimizeModel").Elements().Select(e => (e.Name.LocalName, e.Value));

        Assert.Equal(OptionRows.All.Select(r => (r.Name, $"$(OptiBuild{r.Name})")), defaults);
    }

    [Fact]
    public void ComplaintsOfBuildFilesHaveTheirRow()
    {
        var complaints = BuildFile("OptiBuild.targets").Descendants("Complain")
            .Select(e => (e.Attribute("Code")!.Value, e.Attribute("Severity")!.Value, Property().Replace(e.Attribute("Text")!.Value, "{0}"))).ToArray();

        Assert.NotEmpty(complaints);
        Assert.All(complaints, c => Assert.Contains(c, Diagnostics.All.Select(d => (d.Code, d.Severity.ToString().ToLowerInvariant(), d.Text))));
    }

    [Theory]
    [InlineData("OB1002", Complaint.InvalidText)]
    [InlineData("OB1005", Complaint.UnwritableText)]
    [InlineData("OB1008", Complaint.NameTakenText)]
    [InlineData("OB2012", Complaint.ShippedAsContentText)]
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

    [GeneratedRegex(@"\$\(\w+\)")]
    private static partial Regex Property();
}
