namespace OptiBuild.Engine.Charts;

/// <summary>A rectangle in the picture's units.</summary>
readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public static Box Around(double x, double y, double reach) => new(x - reach, y - reach, x + reach, y + reach);

    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool Holds(Box other) => Left <= other.Left && Top <= other.Top && Right >= other.Right && Bottom >= other.Bottom;
}

/// <summary>Finds room for words beside points: a label that would cover something is left out, since the table has every figure.</summary>
/// <param name="frame">What no label may leave.</param>
sealed class LabelPlaces(Box frame)
{
    /// <summary>Of the page's font at its size in the picture: average width of a letter, height of a line, distance from the point.</summary>
    const double Letter = 5.6, Line = 11, Gap = 7, Reach = 5;

    const double DotDistance = 3, Dot = 1;

    readonly List<Box> taken = [];

    /// <summary>Keeps labels off a marker.</summary>
    public void Take(double x, double y) => taken.Add(Box.Around(x, y, Reach));

    /// <summary>Keeps labels off a line, which is a row of dots to them.</summary>
    public void TakeLine((double X, double Y) from, (double X, double Y) to)
    {
        var dots = Math.Ceiling(Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)) / DotDistance);
        for (var i = 0; i <= dots; i++)
        {
            var share = dots == 0 ? 0 : i / dots;
            taken.Add(Box.Around(from.X + share * (to.X - from.X), from.Y + share * (to.Y - from.Y), Dot));
        }
    }

    /// <summary>Where the text's left end and base line go; null where there is no room.</summary>
    public (double X, double Y)? For(double x, double y, string label)
    {
        var width = label.Length * Letter;
        (double Left, double Top)[] corners =
        [
            (x + Gap, y - Line / 2), (x - Gap - width, y - Line / 2), (x - width / 2, y - Gap - Line), (x - width / 2, y + Gap),
            (x + Gap, y - Gap - Line / 2), (x + Gap, y + Gap - Line / 2), (x - Gap - width, y - Gap - Line / 2), (x - Gap - width, y + Gap - Line / 2),
        ];
        foreach (var (left, top) in corners)
        {
            var box = new Box(left, top, left + width, top + Line);
            if (!frame.Holds(box) || taken.Exists(box.Overlaps)) continue;
            taken.Add(box);
            return (left, top + Line * 0.8);
        }
        return null;
    }
}
