using System.Text;
using System.Xml.Linq;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Reports;

public class JUnitResultsTests
{
    static XElement Results(params ModelReport[] models) => XDocument.Parse(Encoding.UTF8.GetString(JUnitResults.Bytes(SampleReport.Report with { Models = models }))).Root!;

    static string[] Cases(ModelReport model) => [.. Results(model).Descendants("testcase").Select(c => $"{(string?)c.Attribute("name")} {c.Elements().FirstOrDefault()?.Name.LocalName ?? "passed"}")];

    [Fact]
    public void LooksLikeThis() => Snapshot.Match(Encoding.UTF8.GetString(JUnitResults.Bytes(SampleReport.Four)));

    [Fact]
    public void CountsAreThoseOfTheCases()
    {
        var root = Results([.. SampleReport.Four.Models, SampleReport.HostileModel]);

        Assert.All(root.Elements("testsuite").Append(root), suite =>
        {
            Assert.Equal(suite.Descendants("testcase").Count(), (int)suite.Attribute("tests")!);
            Assert.Equal(suite.Descendants("failure").Count(), (int)suite.Attribute("failures")!);
            Assert.Equal(suite.Descendants("error").Count(), (int)suite.Attribute("errors")!);
            Assert.Equal(suite.Descendants("skipped").Count(), (int)suite.Attribute("skipped")!);
        });
    }

    [Fact]
    public void EveryBoundThatWasAskedForIsACase() => Assert.Equal(["MaxDrop passed", "MinMetric passed", "MinSizeReduction passed", "MinSpeedup passed", "Baseline passed", "NaN passed"], Cases(SampleReport.Model));

    [Fact]
    public void BoundsThatWereNotAskedForAreNone() => Assert.Equal(["MaxDrop passed", "NaN passed"], Cases(SampleReport.Model with { Criteria = new("Certify", null, null, null), Baseline = null }));

    [Fact]
    public void ClassesThatWereJudgedAreACase() => Assert.Contains("MaxClassDrop passed", Cases(SampleReport.Model with { Criteria = new("Certify", null, null, null) { MaxClassDrop = "3pp" } }));

    [Fact]
    public void FloorIsTheOnlyBoundOfAFigureThatHasNoLoss()
    {
        var suite = Results(SampleReport.Floored).Element("testsuite")!;

        Assert.Equal(["MinMetric passed", "NaN passed"], Cases(SampleReport.Floored));
        Assert.Equal("exact", (string?)suite.Descendants("property").Single(p => (string?)p.Attribute("name") == "original").Attribute("value"));
        Assert.DoesNotContain("budget", suite.Descendants("property").Select(p => (string?)p.Attribute("name")));
    }

    [Theory]
    [InlineData("OB4001", "MaxDrop failure")]
    [InlineData("OB4002", "MaxDrop failure")]
    [InlineData("OB4010", "MaxClassDrop failure")]
    [InlineData("OB4011", "MaxClassDrop failure")]
    [InlineData("OB4005", "MinMetric failure")]
    [InlineData("OB4013", "MinMetric failure")]
    [InlineData("OB4006", "MinSizeReduction failure")]
    [InlineData("OB4007", "MinSpeedup failure")]
    [InlineData("OB4008", "NaN failure")]
    [InlineData("OB4020", "Baseline failure")]
    [InlineData("OB4777", "OB4777 error")]
    public void WhatWasNotReachedFails(string code, string expected) =>
        Assert.Contains(expected, Cases(SampleReport.Model with { Verdict = Verdict.Failed, Diagnostics = [new(code, "error", "no")] }));

    [Fact]
    public void WarningsAreToldAndFailNothing() =>
        Assert.Equal(["MaxDrop system-out"], Cases(SampleReport.Model with { Criteria = null, Diagnostics = [new("OB4001", "warning", "no")] }).Where(c => !c.EndsWith("passed", StringComparison.Ordinal)));

    [Fact]
    public void GateThatIsOffIsSkipped() => Assert.Equal(["MaxDrop skipped"], Cases(SampleReport.Off));

    [Fact]
    public void HostileNamesAreText() => Assert.Contains("<script>", (string)Results(SampleReport.HostileModel).Element("testsuite")!.Attribute("name")!, StringComparison.Ordinal);
}
