using OptiBuild.Engine.Data.Json;

namespace OptiBuild.Engine.Data.Coco;

/// <summary>An image with its file, or a category with its name.</summary>
readonly record struct CocoEntry(long Id, string Text)
{
    public static CocoEntry Read(JsonTokens json, string textField, (string File, string Entry) at)
    {
        var (id, text) = ((long?)null, (string?)null);
        foreach (var field in json.Fields())
        {
            if (field == "id") id = json.Whole();
            else if (field == textField) text = json.Text();
            json.Skip();
        }
        return id is { } i && text is { Length: > 0 } ? new(i, text) : throw CocoFile.Invalid(at.File, $"{at.Entry} has no whole number 'id' and text '{textField}'");
    }
}
