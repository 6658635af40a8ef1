using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Onnx;

namespace OptiBuild.Tests.Engine;

/// <summary>The inputs of a backend test as calibration data of one sample, and its models with weights in place of inputs.</summary>
static class BackendSuiteData
{
    /// <summary>The archive; null where an input is no tensor, or of a type that NumPy does not have.</summary>
    public static byte[]? Npz(BackendCase test)
    {
        var declared = Free(ModelReader.Read(test.Model, null));
        if (test.Inputs is null) return declared.All(v => v.Tensor?.Element == ElementType.Float) ? Npy.Zip([.. declared.Select(MadeUp)]) : null;
        if (test.Inputs.Count == 0 || declared.Any(v => v.Type is not TensorType)) return null;
        var tensors = declared.Zip(test.Inputs, (v, file) => (v.Name, Tensor: BackendSuite.Tensors(file, v.Type)[0])).ToArray();
        return tensors.Any(t => Descr(t.Tensor.Type) is null) ? null
            : Npy.Zip([.. tensors.Select(t => (t.Name, Npy.Array(Descr(t.Tensor.Type)!, [1, .. t.Tensor.Shape], t.Tensor.Data.ToArray())))]);
    }

    /// <summary>All inputs but the first of floats become initializers: the suite's models of opset 7 and later have no weights otherwise. Null where there are none.</summary>
    public static BackendCase? WithWeights(BackendCase test)
    {
        if (test.Inputs is null) return null;
        var model = ModelReader.Read(test.Model, null);
        var (inputs, data) = (new List<byte[]>(), false);
        foreach (var (value, file) in Free(model).Zip(test.Inputs))
            if (value.Type is TensorType { Element: ElementType.Float or ElementType.Int64 } type && (data || type.Element == ElementType.Int64)
                && BackendSuite.Tensors(file, type) is [var constant])
            {
                model.Graph.Inputs.Remove(value);
                value.Data = constant;
            }
            else
            {
                data |= value.Tensor?.Element == ElementType.Float;
                inputs.Add(file);
            }
        var isOld = ToOpset7(model);
        return isOld || inputs.Count < test.Inputs.Count ? test with { Model = ModelWriter.ToBytes(model), Inputs = inputs } : null;
    }

    public static Value[] Free(Model model) => [.. model.Graph.Inputs.Where(v => v.Data is null)];

    /// <summary>The suite's models with weights are of opset 6, from which only broadcasting and the mode of training differ.</summary>
    static bool ToOpset7(Model model)
    {
        if (model.Opset is not 6) return false;
        model.Opsets[model.Opsets.FindIndex(o => o.Domain.Length == 0)] = new("", 7);
        foreach (var node in model.Graph.Nodes)
        {
            node.Attributes.Remove("broadcast");
            node.Attributes.Remove("is_test");
        }
        return true;
    }

    static (string, byte[]) MadeUp(Value value)
    {
        long[] shape = [1, .. value.Tensor!.Shape!.Dimensions.Select(d => d.Size ?? 1)];
        var random = new Random(7);
        return (value.Name, Npy.Floats(shape, [.. Enumerable.Range(0, (int)Tensor.CountOf(shape)).Select(_ => random.NextSingle() * 4 - 2)]));
    }

    static string? Descr(ElementType type) => type switch
    {
        ElementType.Float => "<f4", ElementType.Double => "<f8", ElementType.Float16 => "<f2",
        ElementType.Int64 => "<i8", ElementType.Int32 => "<i4", ElementType.Int16 => "<i2", ElementType.Int8 => "|i1",
        ElementType.UInt64 => "<u8", ElementType.UInt32 => "<u4", ElementType.UInt16 => "<u2", ElementType.UInt8 => "|u1",
        ElementType.Bool => "|b1",
        _ => null,
    };
}
