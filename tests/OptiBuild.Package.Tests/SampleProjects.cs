using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class SampleProjects(Sandbox sandbox)
{
    [Fact]
    public void GarmentsClassifiesAndShowsItsEvidence()
    {
        var sample = Sample.Copy(sandbox, "Garments");

        var build = sample.Build().MustSucceed();

        Assert.Single(BuildResult.LinesOf(build.Output, "garments.onnx →"));
        var lines = sample.Run().Split('\n');
        Assert.StartsWith("Image 0 of the validation data is a ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Size:     6,806,268 bytes as trained, ", lines[1], StringComparison.Ordinal);
        Assert.Contains("on 2,000 images", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void DetectionFindsGarmentsAndIsJudgedByAveragePrecision()
    {
        var sample = Sample.Copy(sandbox, "Detection");

        var build = sample.Build().MustSucceed();

        Assert.Contains("map 74.53 % →", Assert.Single(BuildResult.LinesOf(build.Output, "garments.onnx →")), StringComparison.Ordinal);
        var lines = sample.Run().Split('\n');
        Assert.Equal("0000.png shows 3 garments:", lines[0].TrimEnd());
        Assert.Contains(lines, l => l.Contains("on 600 images", StringComparison.Ordinal));
    }

    [Fact]
    public void TabularTellsAPriceAndHowGoodItIs()
    {
        var sample = Sample.Copy(sandbox, "Tabular");

        var build = sample.Build().MustSucceed();

        Assert.Contains("rmse 0.7462 →", Assert.Single(BuildResult.LinesOf(build.Output, "diamonds.onnx →")), StringComparison.Ordinal);
        var lines = sample.Run().Split('\n');
        Assert.StartsWith("0.7 carat, Ideal, G, VS2: about 2,6", lines[0], StringComparison.Ordinal);
        Assert.Contains("on 5,500 stones", lines[2], StringComparison.Ordinal);
    }

    [FactNeedingModel("minilm.onnx")]
    public void TextSortsDescriptions()
    {
        var sample = Sample.Copy(sandbox, "Text");

        var build = sample.Build($"-p:MiniLm={FactNeedingModelAttribute.PathOf("minilm.onnx")}", "-p:OptiBuildEffort=fast").MustSucceed();

        Assert.Contains("accuracy 75.10 % →", Assert.Single(BuildResult.LinesOf(build.Output, "minilm.onnx →")), StringComparison.Ordinal);
        Assert.StartsWith("200 package descriptions sorted in ", sample.Run(), StringComparison.Ordinal);
    }

    [Fact]
    public void RegressionFailsWithOB4001()
    {
        var error = Sample.Copy(sandbox, "Regression").Build().MustFailWith("OB4001");

        Assert.Contains("more than MaxDrop=1pp allows", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void RegressionNamesTheClassesThatLost()
    {
        var sample = Sample.Copy(sandbox, "Regression");
        var project = sample.PathOf("Regression.csproj");
        sample.Write("Regression.csproj", File.ReadAllText(project).Replace("MaxDrop=\"1pp\"", "MaxDrop=\"20pp\" Effort=\"fast\"", StringComparison.Ordinal));

        var error = sample.Build("-p:OptiBuildMaxClassDrop=3pp").MustFailWith("OB4010");
        var warned = sample.BuildWithoutRestore().MustSucceed();

        Assert.Contains("accuracy of class 'sneaker' went from 98.50 % to ", error.Text, StringComparison.Ordinal);
        Assert.Contains(BuildResult.LinesOf(warned.Output, $"Regression.csproj({error.LineNumber},{error.ColumnNumber}): warning OB4012: "), l => l.Contains("class 'sneaker'", StringComparison.Ordinal));
    }
}
