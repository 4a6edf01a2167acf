namespace JwtSecurity;

internal static class ListCopy
{
    public static void ReplaceWith<T>(this IList<T> target, IEnumerable<T> source)
    {
        target.Clear();
        foreach (var item in source)
        {
            target.Add(item);
        }
    }
}
