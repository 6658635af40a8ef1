using System.Text;

namespace OptiBuild.Onnx.Text;

/// <summary>A model: header, graph, functions.</summary>
static class ModelParser
{
    /// <summary>What a text without a header means: the versions that the whole of OptiBuild works on.</summary>
    const int DefaultIr = 8, DefaultOpset = 17;

    public static Proto.ModelProto Parse(TextCursor text)
    {
        var model = new Proto.ModelProto { IrVersion = DefaultIr };
        if (text.Take('<')) text.List('>', () => Entry(model, text));
        if (model.OpsetImport.Count == 0) model.OpsetImport.Add(new Proto.OperatorSetIdProto { Domain = "", Version = DefaultOpset });
        model.Graph = GraphParser.Graph(text);
        while (!text.AtEnd) model.Functions.Add(Function(text));
        return model;
    }

    static string Entry(Proto.ModelProto model, TextCursor text)
    {
        var key = Key(text);
        switch (key)
        {
            case "ir_version":       model.IrVersion = text.Integer(); break;
            case "model_version":    model.ModelVersion = text.Integer(); break;
            case "producer_name":    model.ProducerName = Text(text); break;
            case "producer_version": model.ProducerVersion = Text(text); break;
            case "domain":           model.Domain = Text(text); break;
            case "doc_string":       model.DocString = Text(text); break;
            case "opset_import":     model.OpsetImport.Add(Opsets(text)); break;
            case "metadata_props":   model.MetadataProps.Add(Metadata(text)); break;
            default: throw text.ErrorBehind(key + ":", "ir_version, opset_import, producer_name, producer_version, domain, model_version, doc_string or metadata_props");
        }
        return key;
    }

    static Proto.FunctionProto Function(TextCursor text)
    {
        var function = new Proto.FunctionProto();
        if (text.Take('<')) text.List('>', () => Entry(function, text));
        function.Name = text.Name("the name of a function");
        if (text.Take('<')) text.List('>', () => Parameter(function, text));
        function.Input.Add(GraphParser.Names(text));
        text.Expect("=>");
        function.Output.Add(GraphParser.Names(text));
        if (text.Take('<')) function.ValueInfo.Add(text.List('>', () => TypeParser.Value(text)));
        function.Node.Add(GraphParser.Nodes(text));
        return function;
    }

    static string Entry(Proto.FunctionProto function, TextCursor text)
    {
        var key = Key(text);
        switch (key)
        {
            case "domain":       function.Domain = Text(text); break;
            case "overload":     function.Overload = Text(text); break;
            case "doc_string":   function.DocString = Text(text); break;
            case "opset_import": function.OpsetImport.Add(Opsets(text)); break;
            default: throw text.ErrorBehind(key + ":", "domain, overload, opset_import or doc_string");
        }
        return key;
    }

    /// <summary>An attribute that callers must give, or one with a default.</summary>
    static string Parameter(Proto.FunctionProto function, TextCursor text)
    {
        var name = text.Name("the name of an attribute");
        if (text.Next is not (':' or '=')) function.Attribute.Add(name);
        else function.AttributeProto.Add(AttributeParser.Rest(name, text));
        return name;
    }

    static string Key(TextCursor text)
    {
        var key = text.Identifier("a header entry");
        text.Expect(':');
        return key;
    }

    static string Text(TextCursor text) => Encoding.UTF8.GetString(text.Quoted());

    static List<Proto.OperatorSetIdProto> Opsets(TextCursor text)
    {
        text.Expect('[');
        return text.List(']', () =>
        {
            var domain = Text(text);
            text.Expect(':');
            return new Proto.OperatorSetIdProto { Domain = domain, Version = text.Integer() };
        });
    }

    static List<Proto.StringStringEntryProto> Metadata(TextCursor text)
    {
        text.Expect('[');
        return text.List(']', () =>
        {
            var key = Text(text);
            text.Expect(':');
            return new Proto.StringStringEntryProto { Key = key, Value = Text(text) };
        });
    }
}
