using System.Xml;
using System.Xml.Linq;

namespace OptiBuild.MSBuild;

/// <summary>The line of the project file that a message about a model points at.</summary>
/// <remarks>MSBuild leaves out the trailing "[project]", which CI systems look for, when the file's text equals the project's; hence the bare name for the project itself.</remarks>
readonly record struct ItemPlace(string File, int Line, int Column)
{
    public static ItemPlace Of(ModelPlan plan, string projectFile) => Of(("OptimizeModel", plan.Display), plan.DefinedIn, projectFile);

    /// <param name="item">The element, and what it includes, with forward slashes.</param>
    public static ItemPlace Of((string Element, string Name) item, string definedIn, string projectFile)
    {
        var shown = string.Equals(definedIn, projectFile, StringComparison.Ordinal) ? Path.GetFileName(projectFile) : definedIn;
        return Element(item, definedIn) is IXmlLineInfo element && element.HasLineInfo()
            ? new ItemPlace(shown, element.LineNumber, element.LinePosition)
            : new ItemPlace(shown, 0, 0);
    }

    /// <summary>The element that includes the item literally, else one with a pattern or a property, else the first.</summary>
    static XElement? Element((string Element, string Name) item, string definedIn)
    {
        var elements = Load(definedIn)?.Descendants().Where(e => e.Name.LocalName == item.Element && e.Attribute("Include") is not null).ToArray() ?? [];
        return elements.FirstOrDefault(e => Included(e).Contains(item.Name))
            ?? elements.FirstOrDefault(e => Included(e).Any(i => i.IndexOfAny(['*', '?', '$', '@', '%']) >= 0))
            ?? elements.FirstOrDefault();
    }

    static IEnumerable<string> Included(XElement element) => element.Attribute("Include")!.Value.Replace('\\', '/').Split(';').Select(i => Facts.Plain(i.Trim()));

    static XDocument? Load(string file)
    {
        try
        {
            // As MSBuild reads it: what a document type declares is not followed.
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            return XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }
}
