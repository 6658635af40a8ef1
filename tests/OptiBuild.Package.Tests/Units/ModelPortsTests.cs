using OptiBuild.Engine.Reports;
using OptiBuild.MSBuild;
using OptiBuild.Onnx;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests.Units;

/// <summary>The task's short look into a model, held against the engine's reader.</summary>
public sealed class ModelPortsTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("optibuild-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void NamesElementsAsTheEngineDoes() => Assert.Equal(Enum.GetValues<ElementType>().Order().Select(e => e.Name()), ModelPorts.Elements);

    [Fact]
    public void AreThoseOfTheEngine() => AssertSame(Write(TinyModel.Onnx()));

    /// <summary>Every kind of type, sizes that are known, named and unknown, no shape, no type, and weights that are listed as inputs.</summary>
    [Fact]
    public void AreThoseOfTheEngineWhateverTheirTypes()
    {
        var graph = new Graph("g");
        var weights = graph.AddConstant("weights", Tensor.Floats([2], 1, 2));
        Value[] values =
        [
            graph.Add("sizes", new TensorType(ElementType.Int64, new([3, "batch", Dimension.Unknown]))), graph.Add("scalar", new TensorType(ElementType.BFloat16, new([]))),
            graph.Add("shapeless", new TensorType(ElementType.String, null)), graph.Add("sparse", new SparseTensorType(ElementType.Double, new([4, 4]))),
            graph.Add("sequence", new SequenceType(new TensorType(ElementType.Float, null))), graph.Add("map", new MapType(ElementType.Int64, new TensorType(ElementType.Float, null))),
            graph.Add("optional", new OptionalType(new TensorType(ElementType.Float, null))), graph.Add("untyped"),
        ];
        graph.Inputs.AddRange([weights, .. values]);
        graph.Outputs.AddRange(values);
        var file = Path.Combine(_folder.FullName, "m.onnx");
        ModelWriter.Write(new Model(graph) { IrVersion = 3 }, file);

        AssertSame(file);
        Assert.Equal(values.Length, ModelPorts.Of(file).Inputs.Count);
    }

    [FactNeedingModel("cnn.onnx")]
    public void OfRealModelsAreThoseOfTheEngine() => Assert.All(Directory.GetFiles(FactNeedingModelAttribute.PathOf(""), "*.onnx"), AssertSame);

    [Fact]
    public void AreNoneOfWhatIsNoModel()
    {
        var whole = TinyModel.Onnx();

        AssertNone(Path.Combine(_folder.FullName, "absent.onnx"));
        Assert.All(Enumerable.Range(0, whole.Length * 3 / 4), length => AssertNone(Write(whole[..length])));
    }

    static void AssertNone(string file)
    {
        var (inputs, outputs) = ModelPorts.Of(file);
        Assert.Empty(inputs);
        Assert.Empty(outputs);
    }

    static void AssertSame(string file)
    {
        var (inputs, outputs) = ModelPorts.Of(file);
        var expected = Ports.Of(ModelReader.Read(file));

        Assert.NotEmpty(outputs);
        Assert.Equal(expected.Inputs.Select(Line), inputs.Select(p => (p.Name, p.Type, p.Shape)));
        Assert.Equal(expected.Outputs.Select(Line), outputs.Select(p => (p.Name, p.Type, p.Shape)));
    }

    static (string, string, string) Line(PortReport port) => (port.Name, port.Type, string.Join(", ", port.Shape));

    string Write(byte[] bytes)
    {
        var file = Path.Combine(_folder.FullName, "model.onnx");
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
