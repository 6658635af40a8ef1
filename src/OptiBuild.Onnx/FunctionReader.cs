namespace OptiBuild.Onnx;

/// <summary>FunctionProto to <see cref="Function"/>.</summary>
static class FunctionReader
{
    /// <param name="proto">Emptied while it is read.</param>
    /// <param name="at">The model, for messages.</param>
    public static Function Read(Proto.FunctionProto proto, Source at)
    {
        var (name, domain) = (proto.Name, GraphReader.Domain(proto.Domain));
        at = at.At(() => $"function '{name}'");
        var body = new Graph(name);
        foreach (var input in proto.Input) GraphReader.AddInput(body, input, at);
        GraphReader.AddNodes(body, proto.Node, at);
        foreach (var output in proto.Output) GraphReader.AddOutput(body, output, at);
        GraphReader.Describe(body, proto.ValueInfo);

        var function = new Function(name, domain, body) { Overload = proto.Overload, DocString = proto.HasDocString ? proto.DocString : null };
        function.Opsets.AddRange(proto.OpsetImport.Select(ModelReader.Import));
        function.AttributeNames.AddRange(proto.Attribute);
        function.AttributeDefaults.AddRange(proto.AttributeProto.Select(a => AttributeReader.Read(a, null, at)));
        function.Unmodelled = Rest(proto);
        return function;
    }

    static Proto.FunctionProto? Rest(Proto.FunctionProto proto)
    {
        proto.ClearName();
        proto.ClearDomain();
        proto.ClearOverload();
        proto.ClearDocString();
        proto.Input.Clear();
        proto.Output.Clear();
        proto.Attribute.Clear();
        proto.AttributeProto.Clear();
        proto.Node.Clear();
        proto.OpsetImport.Clear();
        proto.ValueInfo.Clear();
        return proto.CalculateSize() == 0 ? null : proto;
    }
}
