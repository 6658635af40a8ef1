using System.Text;

namespace OptiBuild.Engine.Data.Tables;

/// <summary>The cells of a row, in UTF-8. One object serves all rows of a pass.</summary>
sealed class CsvRow
{
    byte[] bytes = [];
    int[] starts = new int[16], ends = new int[16];

    public int Count { get; private set; }

    /// <summary>Lines of the file up to this one.</summary>
    public int Number { get; set; }

    public ReadOnlySpan<byte> this[int column] => bytes.AsSpan(starts[column], ends[column] - starts[column]);

    public string Text(int column) => Encoding.UTF8.GetString(this[column]);

    /// <summary>No cells; those to come lie in these bytes.</summary>
    public void Clear(byte[] source) => (bytes, Count) = (source, 0);

    public void Add(int start, int end)
    {
        if (Count == starts.Length)
        {
            Array.Resize(ref starts, 2 * Count);
            Array.Resize(ref ends, 2 * Count);
        }
        (starts[Count], ends[Count]) = (start, end);
        Count++;
    }
}
