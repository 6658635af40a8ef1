using System.Globalization;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Tests.Engine.Metrics.Detection;

/// <summary>A line per image: objects (class x y width height crowd) | found boxes (class x y width height score).</summary>
/// <param name="Figures">AP, AP50 and AP75 of pycocotools' COCOeval (cocodataset/cocoapi 8c9bcc3) on the same boxes.</param>
/// <param name="ByClass">AP of classes 0, 1 and 2, by the same.</param>
/// <remarks>Drawn at random: classes that no image has, ties of scores, boxes found twice, crowds in the latter two.</remarks>
sealed record CocoCase(double[] Figures, double[] ByClass, string Text)
{
    static readonly ImageSize Picture = new(64, 64);

    public static CocoCase[] All { get; } =
    [
        new([0.17665409398082663, 0.45002881240505005, 0.09311645450259311], [0.14257425742574256, 0.20537482319660536, 0.18201320132013202], """
            1 36 4 12 7 0 | 1 36 7 10 4 0.8; 1 39 4 12 8 0.1; 1 35 6 15 5 1.0
            2 1 1 4 24 0; 2 0 24 10 17 0 | 2 0 25 8 16 0.4; 1 29 18 3 16 0.9; 0 11 40 12 6 0.6
            1 32 27 20 10 0; 1 18 37 19 20 0; 2 37 2 19 11 0; 2 25 26 9 15 0; 0 23 5 18 20 0 | 1 32 26 20 12 0.1; 1 20 40 20 21 1.0; 1 16 35 20 18 0.1; 1 19 40 20 18 0.7; 2 37 1 21 12 1.0; 0 37 5 22 14 0.9; 2 26 24 9 12 0.8; 0 21 6 18 20 0.6; 0 20 6 19 21 1.0; 3 38 1 10 8 0.9
            0 11 5 21 12 0; 0 4 5 4 18 0; 2 17 15 12 7 0; 0 11 22 13 6 0 | 0 9 7 20 14 0.5; 0 4 5 1 15 0.5; 0 4 8 2 17 0.2; 0 6 6 2 19 0.7; 0 9 19 15 4 0.8; 3 34 14 19 17 0.4; 0 25 36 13 16 0.1
            1 19 8 10 5 0; 2 4 4 13 13 0; 0 10 26 22 12 0; 0 0 35 5 22 0; 2 36 29 9 23 0 | 2 1 2 14 15 0.7; 2 4 1 15 13 0.5; 2 1 3 14 16 0.7; 0 8 29 21 15 1.0; 0 9 26 20 11 0.2; 2 3 37 6 22 0.9; 0 2 32 2 20 0.3; 0 1 33 4 25 0.6; 2 35 26 8 21 1.0; 2 38 29 7 24 0.9
            0 2 26 6 16 0; 2 8 21 7 23 0 | 0 3 24 7 13 0.5; 0 1 27 7 13 0.8; 0 5 23 9 15 0.1
            """),
        new([0.1773157315731573, 0.334983498349835, 0.11221122112211221], [0.2524752475247524, 0.1784818481848185, 0.100990099009901], """
            |
            | 1 19 16 9 4 1.0
            2 10 27 24 16 0; 2 32 23 21 18 0; 1 2 1 15 18 0; 0 27 33 9 21 1; 0 1 11 14 9 0 | 1 10 30 24 18 0.9; 2 13 28 23 15 0.8; 3 34 25 21 20 0.9; 1 2 2 16 21 0.6; 3 26 34 11 22 0.8; 0 25 32 12 23 0.3; 2 30 33 8 20 0.9; 0 -1 11 15 8 1.0; 2 3 8 17 7 0.2; 0 3 8 13 10 0.4; 0 33 8 11 10 0.4; 0 27 2 4 14 0.6
            0 15 1 6 7 1 | 2 8 10 8 19 0.1
            0 37 2 11 8 1; 1 39 40 7 13 0; 2 19 28 21 23 1 | 0 40 3 13 6 0.8; 0 39 4 10 11 0.2; 2 17 29 22 26 0.7; 2 18 26 24 22 0.5; 2 19 30 18 25 0.9
            0 3 16 5 8 1; 2 29 40 11 20 0; 1 15 14 18 6 1; 1 14 39 23 15 0; 0 17 33 4 8 0 | 0 5 13 3 5 0.2; 1 12 12 15 7 0.8; 1 16 39 21 17 0.4; 1 14 39 24 12 1.0; 1 14 40 24 13 0.2; 0 18 30 5 7 0.5; 0 16 32 1 11 0.7; 0 16 31 7 11 0.1; 0 26 40 18 17 0.4
            """),
        new([0.18196408926606947, 0.41635234952066635, 0.008663366336633664], [0.125, 0.37600777934936347, 0.044884488448844885], """
            2 37 34 8 15 0 | 0 30 16 20 10 0.4; 3 34 35 18 15 0.3
            2 40 9 20 16 1 |
            1 2 19 4 12 0; 1 24 27 16 22 0; 0 8 23 7 5 0; 1 16 27 24 13 0 | 1 3 20 4 13 0.4; 0 5 18 5 14 0.3; 1 1 20 5 13 0.2; 1 25 26 15 19 0.2; 3 5 22 10 2 0.7; 0 7 23 10 5 0.2; 0 9 26 4 5 1.0; 1 15 28 22 10 0.5; 1 13 28 25 10 0.4; 2 39 16 7 4 0.6
            1 23 8 16 16 0; 2 24 38 21 7 0 | 1 25 10 14 15 0.7; 2 24 7 13 19 0.7; 2 25 39 23 5 0.1; 2 23 38 20 9 0.6; 2 31 1 4 3 0.6; 2 40 29 12 13 0.3
            1 11 20 15 23 0; 2 24 6 4 22 0 | 1 13 23 14 21 0.6; 1 11 22 17 20 0.2; 1 24 9 7 20 0.2; 2 26 4 5 22 0.5
            |
            """),
    ];

    public Answer[] Answers => [.. Text.Split('\n').Select(Of)];

    static Answer Of(string line)
    {
        var (objects, found) = (Rows(line.Split('|')[0]), Rows(line.Split('|')[1]));
        var label = new Label(null, null) { Boxes = [.. objects.Select(o => new Box((int)o[0], o[1], o[2], o[1] + o[3], o[2] + o[4], o[3] * o[4], o[5] == 1))], Picture = Picture };
        Output[] outputs =
        [
            new("boxes", [found.Length, 4], found.SelectMany(f => new[] { (float)f[1], (float)f[2], (float)(f[1] + f[3]), (float)(f[2] + f[4]) }).ToArray()),
            new("scores", [found.Length], found.Select(f => (float)f[5]).ToArray()),
            new("classes", [found.Length], found.Select(f => (float)f[0]).ToArray()),
        ];
        return new(outputs, outputs, label);
    }

    static double[][] Rows(string text) =>
        [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(r => r.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
}
