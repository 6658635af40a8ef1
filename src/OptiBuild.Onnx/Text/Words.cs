using Kind = OptiBuild.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace OptiBuild.Onnx.Text;

/// <summary>Words of the syntax that stand for numbers in the file.</summary>
static class Words
{
    public static readonly IReadOnlyDictionary<string, ElementType> ElementTypes =
        Enum.GetValues<ElementType>().ToDictionary(t => t.Name(), StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, Kind> AttributeKinds = new Dictionary<string, Kind>(StringComparer.Ordinal)
    {
        ["float"]         = Kind.Float,
        ["int"]           = Kind.Int,
        ["string"]        = Kind.String,
        ["tensor"]        = Kind.Tensor,
        ["graph"]         = Kind.Graph,
        ["floats"]        = Kind.Floats,
        ["ints"]          = Kind.Ints,
        ["strings"]       = Kind.Strings,
        ["tensors"]       = Kind.Tensors,
        ["graphs"]        = Kind.Graphs,
        ["sparse_tensor"] = Kind.SparseTensor,
        ["sparse_tensors"] = Kind.SparseTensors,
        ["type_proto"]    = Kind.TypeProto,
        ["type_protos"]   = Kind.TypeProtos,
    };

    public static string Name(Kind kind) => AttributeKinds.First(k => k.Value == kind).Key;
}
