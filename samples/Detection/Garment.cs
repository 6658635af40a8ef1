namespace Detection;

/// <param name="Box">Left, top, right, bottom in pixels.</param>
sealed record Garment(string Name, float Score, float[] Box)
{
    public override string ToString() => $"{Name,-8} {Score:P0} at {Box[0]:0},{Box[1]:0} to {Box[2]:0},{Box[3]:0}";
}
