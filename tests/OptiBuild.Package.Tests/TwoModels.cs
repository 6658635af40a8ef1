using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class TwoModels(Sandbox sandbox)
{
    [Fact]
    public void OfOneNameFailWithOB1008AtTheSecond()
    {
        var project = new Project(sandbox).Items("""
            <OptimizeModel Include="a/net.onnx" />
            <OptimizeModel Include="b/net.onnx" LogicalName="second" />
            """).Write("a/net.onnx", "1").Write("b/net.onnx", "2").Write("Program.cs", App.Empty);

        var error = project.Build().MustFailWith("OB1008");

        Assert.Equal("Models 'a/net.onnx' and 'b/net.onnx' would both get the class name 'Net'. Set ClassName on one of them.", error.Text);
        Assert.Equal(12, error.LineNumber);
    }

    [Fact]
    public void OfOnePlaceBesideTheAppFailWithOB1008AtTheSecond()
    {
        var project = new Project(sandbox, "elsewhere/app").Items("""
            <OptimizeModel Include="../a/net.onnx" Embed="Content" />
            <OptimizeModel Include="../b/Net.onnx" Embed="Content" ClassName="Second" />
            """).Write("../a/net.onnx", "1").Write("../b/Net.onnx", "2").Write("Program.cs", App.Empty);

        var build = project.Build();

        var error = build.MustFailWith("OB1008");
        Assert.Equal("Models '../a/net.onnx' and '../b/Net.onnx' would both get the place beside the app 'Net.onnx'. Set Link on one of them.", error.Text);
        Assert.Equal((12, 0), (error.LineNumber, build.WorkerStarts));
    }

    [Fact]
    public void LieBesideTheAppWhereTheirLinksSay()
    {
        var project = new Project(sandbox, "elsewhere/app").Items("""
            <OptimizeModel Include="../a/net.onnx" Embed="Content" Link="models/a.onnx" />
            <OptimizeModel Include="../b/net.onnx" Embed="Content" Link="models\b.onnx" ClassName="Second" />
            """).Write("../a/net.onnx", "1").Write("../b/net.onnx", "2")
            .Write("Program.cs", "System.Console.WriteLine(System.IO.File.ReadAllText(app.Models.Net.FilePath) + System.IO.File.ReadAllText(app.Models.Second.FilePath));");

        project.Build("-t:Publish").MustSucceed();

        Assert.Equal("12", project.Run());
        Assert.Equal("12", File.ReadAllText(project.PathOf("bin/Debug/net10.0/publish/models/a.onnx")) + File.ReadAllText(project.PathOf("bin/Debug/net10.0/publish/models/b.onnx")));
    }

    [Fact]
    public void CanHaveDifferentNamespacesAndOptions()
    {
        var project = new Project(sandbox).Items("""
            <OptimizeModel Include="a/net.onnx" Access="public" />
            <OptimizeModel Include="b/net.onnx" Namespace="other" LogicalName="second" MaxDrop="2pp" />
            """).Write("a/net.onnx", "1").Write("b/net.onnx", "2").Write("Program.cs", """
                using System.Text;
                System.Console.WriteLine(Encoding.UTF8.GetString(app.Models.Net.ReadAllBytes()) + Encoding.UTF8.GetString(other.Models.Net.ReadAllBytes()));
                """);

        project.Build("-p:OptiBuildConfidence=90%").MustSucceed();

        Assert.Equal("12", project.Run());
    }
}
