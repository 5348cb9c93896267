namespace BrowserDraw;

/// <summary>A grey picture of the size that the network reads, light on dark as its training images are, on which one draws with a round brush.</summary>
internal sealed class DrawingBoard
{
    // A stroke of a finger, in pixels of the picture.
    private const double Radius = 1.7;

    private readonly float[] pixels = new float[GreyPicture.Pixels];
    private (double X, double Y)? last;

    /// <summary>Row by row, from 0 to 1.</summary>
    public ReadOnlySpan<float> Pixels => pixels;

    /// <summary>Draws from where the brush was to a place, in pixels of the picture.</summary>
    public void DrawTo(double x, double y)
    {
        var (fromX, fromY) = last ?? (x, y);
        var steps = 1 + (int)(2 * Math.Max(Math.Abs(x - fromX), Math.Abs(y - fromY)));
        for (var step = 0; step <= steps; step++)
        {
            var part = (double)step / steps;
            Dot(fromX + (part * (x - fromX)), fromY + (part * (y - fromY)));
        }

        last = (x, y);
    }

    /// <summary>Lifts the brush.</summary>
    public void Lift() => last = null;

    /// <summary>Makes everything dark.</summary>
    public void Clear()
    {
        pixels.AsSpan().Clear();
        Lift();
    }

    /// <summary>Shows another picture.</summary>
    /// <param name="picture">Row by row, from 0 to 1.</param>
    public void Show(ReadOnlySpan<float> picture)
    {
        picture.CopyTo(pixels);
        Lift();
    }

    // A pixel is as light as the brush is near.
    private void Dot(double x, double y)
    {
        for (var row = 0; row < GreyPicture.Side; row++)
        {
            for (var column = 0; column < GreyPicture.Side; column++)
            {
                var distance = Math.Sqrt(Math.Pow(column + 0.5 - x, 2) + Math.Pow(row + 0.5 - y, 2));
                ref var pixel = ref pixels[(row * GreyPicture.Side) + column];
                pixel = Math.Max(pixel, (float)Math.Clamp(Radius + 0.5 - distance, 0, 1));
            }
        }
    }
}
