namespace Detection;

/// <summary>The picture with a frame around each garment, as SVG for any browser.</summary>
static class Drawing
{
    const int Zoom = 8;

    public static string Of(string path, Picture picture, IEnumerable<Garment> found)
    {
        var frames = found.Select(g => $"""
              <rect x="{g.Box[0]:0.0}" y="{g.Box[1]:0.0}" width="{g.Box[2] - g.Box[0]:0.0}" height="{g.Box[3] - g.Box[1]:0.0}" fill="none" stroke="orange" stroke-width="0.5"/>
              <text x="{g.Box[0]:0.0}" y="{g.Box[1] - 0.7:0.0}" font-family="sans-serif" font-size="3" fill="orange">{g.Name} {g.Score:P0}</text>
            """);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{picture.Width * Zoom}" height="{picture.Height * Zoom}" viewBox="0 0 {picture.Width} {picture.Height}">
              <image href="data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(path))}" width="{picture.Width}" height="{picture.Height}" style="image-rendering: pixelated"/>
            {string.Join('\n', frames)}
            </svg>

            """;
    }
}
