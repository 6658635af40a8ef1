using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class ChangedData(Sandbox sandbox)
{
    Project Built()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" CalibrationData="data" />""")
            .Write("garments.onnx", "weights").Write("data/a.csv", "1").Write("data/deep/b.csv", "2").Write("Program.cs", App.Empty);
        project.Build().MustSucceed();
        return project;
    }

    static (int, int) TwoBuilds(Project project) => (project.BuildWithoutRestore().MustSucceed().WorkerStarts, project.BuildWithoutRestore().MustSucceed().WorkerStarts);

    [Fact]
    public void IsNoticedByItsContent() => Assert.Equal((1, 0), TwoBuilds(Built().Write("data/deep/b.csv", "3")));

    [Fact]
    public void IsNoticedWhenAFileComesWhateverItsAge()
    {
        var project = Built().Write("data/deep/c.csv", "3");
        File.SetLastWriteTimeUtc(project.PathOf("data/deep/c.csv"), DateTime.UnixEpoch);

        Assert.Equal((1, 0), TwoBuilds(project));
    }

    [Fact]
    public void IsNoticedWhenAFileGoes()
    {
        var project = Built();
        File.Delete(project.PathOf("data/deep/b.csv"));

        Assert.Equal((1, 0), TwoBuilds(project));
    }

    [Fact]
    public void IsNoticedWhenAFileGetsAnotherName()
    {
        var project = Built();
        File.Move(project.PathOf("data/a.csv"), project.PathOf("data/z.csv"));

        Assert.Equal((1, 0), TwoBuilds(project));
    }

    [Fact]
    public void IsMadeAnewByAnotherVersionOfOptiBuild()
    {
        // What belongs to a worker tells it from another, not where it lies or when it was extracted.
        var project = new Project(sandbox);
        var (old, other) = (project.PathOf("old"), project.PathOf("other"));
        foreach (var folder in new[] { old, other })
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Sandbox.FakeWorker)!, "FakeWorker.*"))
                project.Write(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllBytes(file));
        project.Write(Path.Combine(other, "OptiBuild.Numerics.dll"), "newer").Items("""<OptimizeModel Include="garments.onnx" />""", worker: "other")
            .Write("garments.onnx", "weights").Write("Program.cs", App.Empty);
        project.Build($"-p:OptiBuildWorker={old}/FakeWorker.dll").MustSucceed();

        var updated = project.BuildWithoutRestore($"-p:OptiBuildWorker={other}/FakeWorker.dll").MustSucceed();
        var again = project.BuildWithoutRestore($"-p:OptiBuildWorker={other}/FakeWorker.dll").MustSucceed();

        Assert.Equal((1, 0), (updated.WorkerStarts, again.WorkerStarts));
    }
}
