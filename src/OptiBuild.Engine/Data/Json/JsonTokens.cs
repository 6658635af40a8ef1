using System.Text.Json;

namespace OptiBuild.Engine.Data.Json;

/// <summary>The tokens of a JSON file, one after the other: memory for the longest token, whatever the file's size.</summary>
sealed class JsonTokens : IDisposable
{
    const int FirstBuffer = 1 << 16, LongestToken = 1 << 24, Deepest = 64;

    readonly Stream stream;
    readonly string name;
    byte[] buffer = new byte[FirstBuffer];
    int start, end, tokenStart, depthOfToken;
    bool isComplete;
    JsonReaderState state = new(new JsonReaderOptions { MaxDepth = Deepest }), tokenState;

    /// <param name="name">The file as messages show it.</param>
    public JsonTokens(Stream stream, string name)
    {
        (this.stream, this.name) = (stream, name);
        Fill();
        if (buffer.AsSpan(0, end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) start = 3;
    }

    public JsonTokenType Kind { get; private set; }

    /// <exception cref="OptiBuildException">OB3004: it is not JSON, deeper than 64 levels, or it ends too early.</exception>
    public void Next()
    {
        if (!Advance(until: null)) throw Damaged("it ends before its content does");
    }

    /// <summary>Past the array or object that begins here; anything else is passed already.</summary>
    public void Skip()
    {
        if (Kind is JsonTokenType.StartArray or JsonTokenType.StartObject && !Advance(depthOfToken)) throw Damaged("it ends before its content does");
    }

    /// <exception cref="OptiBuildException">OB3004: its bytes or escapes are no Unicode.</exception>
    public string? Text()
    {
        try
        {
            return Kind is JsonTokenType.String or JsonTokenType.PropertyName ? Token().GetString() : null;
        }
        catch (InvalidOperationException e)
        {
            throw new OptiBuildException(Diagnostics.DataDamaged.With(name, "it has a text that is no Unicode"), e);
        }
    }

    public double? Number() => Kind == JsonTokenType.Number && Token().TryGetDouble(out var n) && double.IsFinite(n) ? n : null;

    public long? Whole() => Kind != JsonTokenType.Number ? null : Token().TryGetInt64(out var n) ? n : Number() is { } d && double.IsInteger(d) && Math.Abs(d) < 1L << 53 ? (long)d : null;

    /// <summary>The names of the object that begins here; at each the value stands next, and must be read or skipped.</summary>
    public IEnumerable<string> Fields()
    {
        if (Kind != JsonTokenType.StartObject) throw Damaged($"an object is expected {Where}");
        for (Next(); Kind != JsonTokenType.EndObject; Next())
        {
            var field = Text()!;
            Next();
            yield return field;
        }
    }

    /// <summary>The places of the elements of the array that begins here, standing at each.</summary>
    public IEnumerable<int> Elements()
    {
        if (Kind != JsonTokenType.StartArray) throw Damaged($"an array is expected {Where}");
        Next();
        for (var i = 0; Kind != JsonTokenType.EndArray; i++, Next()) yield return i;
    }

    public OptiBuildException Damaged(string what) => new(Diagnostics.DataDamaged.With(name, what));

    string Where => $"where there is {Kind switch { JsonTokenType.StartArray => "an array", JsonTokenType.StartObject => "an object", JsonTokenType.String => "a text", JsonTokenType.Number => "a number", _ => "something else" }}";

    /// <param name="until">Null for the next token, else the next end of an array or object at this depth.</param>
    bool Advance(int? until)
    {
        while (true)
        {
            if (Seek(until)) return true;
            if (isComplete) return false;
            Fill();
        }
    }

    bool Seek(int? until)
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isComplete, state);
        var isFound = false;
        try
        {
            while (!isFound)
            {
                (tokenState, tokenStart) = (reader.CurrentState, start + (int)reader.BytesConsumed);
                if (!reader.Read()) break;
                isFound = until is not { } depth || reader.CurrentDepth <= depth;
            }
        }
        catch (JsonException e)
        {
            throw new OptiBuildException(Diagnostics.DataDamaged.With(name, $"it is not JSON at line {e.LineNumber + 1}"), e);
        }
        (start, state, Kind, depthOfToken) = (start + (int)reader.BytesConsumed, reader.CurrentState, reader.TokenType, reader.CurrentDepth);
        return isFound;
    }

    Utf8JsonReader Token()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(tokenStart, end - tokenStart), isComplete, tokenState);
        reader.Read();
        return reader;
    }

    void Fill()
    {
        var rest = buffer.AsSpan(start, end - start);
        if (rest.Length == buffer.Length && buffer.Length >= LongestToken) throw Damaged($"it has a text of more than {LongestToken} bytes");
        var target = rest.Length > buffer.Length / 2 ? new byte[2 * buffer.Length] : buffer;
        rest.CopyTo(target);
        (buffer, start, end) = (target, 0, rest.Length);
        var read = stream.Read(buffer, end, buffer.Length - end);
        isComplete = read == 0;
        end += read;
    }

    public void Dispose() => stream.Dispose();
}
