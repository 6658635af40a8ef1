using System.Globalization;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>Whether labels differ at all: where they do not, a model that always says the same looks perfect.</summary>
sealed class LabelSpread
{
    int count;
    double? first;
    bool isSpread;

    public void Add(Label? label)
    {
        count++;
        if (isSpread) return;
        var value = label switch { { Class: { } number } => number, { Numbers: [var number] } => number, _ => (double?)null };
        isSpread = value is null || (first is { } other && other != value);
        first ??= value;
    }

    public IEnumerable<Finding> Findings()
    {
        if (!isSpread && count > 1 && first is { } value)
            yield return Diagnostics.LabelsConstant.With(Figures.Count(count), value.ToString(CultureInfo.InvariantCulture));
    }
}
