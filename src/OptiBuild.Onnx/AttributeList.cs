using System.Collections;

namespace OptiBuild.Onnx;

/// <summary>A node's attributes in file order, found by name.</summary>
public sealed class AttributeList : IEnumerable<Attribute>
{
    readonly List<Attribute> items = [];

    public int Count => items.Count;

    public Attribute? this[string name] => items.Find(a => a.Name == name);

    /// <summary>Adds, or replaces the one of the same name in its place.</summary>
    public void Set(Attribute attribute)
    {
        var index = items.FindIndex(a => a.Name == attribute.Name);
        if (index < 0) items.Add(attribute);
        else items[index] = attribute;
    }

    public void Remove(string name) => items.RemoveAll(a => a.Name == name);

    public long Int(string name, long otherwise) => this[name] is IntAttribute a ? a.Value : otherwise;
    public float Float(string name, float otherwise) => this[name] is FloatAttribute a ? a.Value : otherwise;
    public string Text(string name, string otherwise) => this[name] is StringAttribute a ? a.Text : otherwise;
    public IReadOnlyList<long>? Ints(string name) => (this[name] as IntsAttribute)?.Values;

    public IEnumerable<Graph> Graphs => items.SelectMany(a => a switch
    {
        GraphAttribute g  => [g.Value],
        GraphsAttribute g => g.Values,
        _                 => Enumerable.Empty<Graph>(),
    });

    public IEnumerator<Attribute> GetEnumerator() => items.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
