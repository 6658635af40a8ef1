using Google.Protobuf;

namespace OptiBuild.Onnx.Text;

/// <summary>Constants: a tensor type of fixed shape and its elements in braces.</summary>
static class TensorParser
{
    public static Proto.TensorProto Tensor(TextCursor text)
    {
        var type = TypeParser.Type(text);
        if (text.AtName) text.Name();
        text.Take('=');
        return Elements(type, text);
    }

    /// <param name="type">What stood in front of the braces.</param>
    /// <param name="text">At the opening brace.</param>
    public static Proto.TensorProto Elements(Proto.TypeProto type, TextCursor text)
    {
        var shape = type.TensorType?.Shape;
        if (shape is null || shape.Dim.Any(d => !d.HasDimValue)) throw text.Error("a tensor type with fixed sizes before the elements");
        var element = (ElementType)type.TensorType!.ElemType;
        var tensor = new Proto.TensorProto { DataType = (int)element };
        tensor.Dims.Add(shape.Dim.Select(d => d.DimValue));

        text.Expect('{');
        if (element == ElementType.String) tensor.StringData.Add(Strings(tensor.Dims, text));
        else tensor.RawData = UnsafeByteOperations.UnsafeWrap(Numbers(element, tensor.Dims, text));
        return tensor;
    }

    static List<ByteString> Strings(IReadOnlyList<long> shape, TextCursor text)
    {
        var strings = text.List('}', () => UnsafeByteOperations.UnsafeWrap(text.Quoted()));
        Require(strings.Count, shape, 1, text);
        return strings;
    }

    static byte[] Numbers(ElementType element, IReadOnlyList<long> shape, TextCursor text)
    {
        var numbers = text.List('}', text.Number);
        Require(numbers.Count, shape, ElementText.NumbersPerElement(element), text);
        var data = new byte[element.Bytes(numbers.Count / ElementText.NumbersPerElement(element))];
        for (var i = 0; i < numbers.Count; i++)
            if (!ElementText.Parse(element, numbers[i], data, i)) throw text.Error($"elements of type {element.Name()} before it, not '{numbers[i]}'");
        return data;
    }

    static void Require(int found, IReadOnlyList<long> shape, int perElement, TextCursor text)
    {
        var expected = shape.Aggregate(new System.Numerics.BigInteger(perElement), (count, size) => count * size);
        if (found != expected) throw text.Error($"{expected} elements for [{string.Join(",", shape)}] before it, not {found}");
    }
}
