namespace OptiBuild.MSBuild;

/// <summary>Finds the files beside an ONNX model that hold its large tensors, by walking only the fields that lead there.</summary>
/// <remarks>
/// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
/// A file that is no ONNX model gives what was found up to there: saying what is wrong with it is the worker's part. Files outside the model's folder
/// are none of its: the worker refuses them, and nothing of them is read before.
/// </remarks>
sealed class ExternalData
{
    enum Message { Model, Graph, Function, Node, Attribute, Sparse, Tensor, Entry }

    static readonly Dictionary<(Message, ulong), Message> Steps = new()
    {
        [(Message.Model, 7)]       = Message.Graph,
        [(Message.Model, 25)]      = Message.Function,
        [(Message.Function, 7)]    = Message.Node,
        [(Message.Graph, 1)]       = Message.Node,
        [(Message.Graph, 5)]       = Message.Tensor,
        [(Message.Graph, 15)]      = Message.Sparse,
        [(Message.Node, 5)]        = Message.Attribute,
        [(Message.Attribute, 5)]   = Message.Tensor,
        [(Message.Attribute, 6)]   = Message.Graph,
        [(Message.Attribute, 10)]  = Message.Tensor,
        [(Message.Attribute, 11)]  = Message.Graph,
        [(Message.Attribute, 22)]  = Message.Sparse,
        [(Message.Attribute, 23)]  = Message.Sparse,
        [(Message.Sparse, 1)]      = Message.Tensor,
        [(Message.Sparse, 2)]      = Message.Tensor,
        [(Message.Tensor, 13)]     = Message.Entry,
    };

    /// <summary>As deep as protobuf's own readers go. Each level is a call, and MSBuild ends without a word where the stack does.</summary>
    const int Deepest = 100;

    readonly WireReader _reader;
    readonly SortedSet<string> _locations = new(StringComparer.Ordinal);

    ExternalData(WireReader reader) => _reader = reader;

    /// <summary>Absolute paths of the files that exist.</summary>
    public static string[] Of(string model)
    {
        if (!File.Exists(model)) return [];
        using var file = File.OpenRead(model);
        var found = new ExternalData(new WireReader(file));
        try
        {
            found.Walk(Message.Model, file.Length);
        }
        catch (EndOfStreamException)
        {
        }
        return [.. found._locations.Select(l => Located(Path.GetDirectoryName(model)!, l)).OfType<string>()];
    }

    /// <summary>Null for what is not there, and for what the worker refuses: the rule is the reader's, links included.</summary>
    static string? Located(string folder, string location)
    {
        if (location.IndexOfAny(Path.GetInvalidPathChars()) >= 0 || location.Contains(':') || location[0] is '/' or '\\' || location.Split('/', '\\').Contains("..")) return null;
        var path = Paths.Absolute(folder, location);
        return Links.Followed(folder) is { } root && Links.Followed(path) is { } followed && followed.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && File.Exists(followed) ? path : null;
    }

    void Walk(Message message, long end, int depth = 0)
    {
        if (depth > Deepest) throw new EndOfStreamException();
        if (message == Message.Entry) Entry(end);
        else
            foreach (var field in _reader.Fields(end))
                if (field.IsMessage && Steps.TryGetValue((message, field.Number), out var inner)) Walk(inner, field.Stop, depth + 1);
    }

    void Entry(long end)
    {
        var (key, value) = ("", "");
        foreach (var field in _reader.Fields(end))
            if (field.Number == 1) key = _reader.Text(field);
            else if (field.Number == 2) value = _reader.Text(field);
        if (key == "location" && value.Length > 0) _locations.Add(value);
    }
}
