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
    public void RegressionFailsWithOB4001()
    {
        var error = Sample.Copy(sandbox, "Regression").Build().MustFailWith("OB4001");

        Assert.Contains("more than MaxDrop=1pp allows", error.Text, StringComparison.Ordinal);
    }
}
