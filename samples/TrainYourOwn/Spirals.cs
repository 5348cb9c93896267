namespace TrainYourOwn;

/// <summary>Points of two spirals that wind around each other.</summary>
internal static class Spirals
{
    /// <summary>Draws points: two coordinates each, and which spiral it is of.</summary>
    public static (float[] Points, long[] Labels) Draw(int count, int seed)
    {
        var random = new Random(seed);
        var points = new float[2 * count];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 2;
            var turn = 0.3 + (2.4 * random.NextDouble());
            var angle = (turn * Math.PI) + (labels[i] * Math.PI);
            points[2 * i] = (float)((turn / 3 * Math.Cos(angle)) + (0.02 * (random.NextDouble() - 0.5)));
            points[(2 * i) + 1] = (float)((turn / 3 * Math.Sin(angle)) + (0.02 * (random.NextDouble() - 0.5)));
        }

        return (points, labels);
    }
}
